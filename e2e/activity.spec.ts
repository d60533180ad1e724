import { randomUUID } from 'node:crypto';
import { capture } from './journeys/capture.ts';
import { openConnectedConsole } from './journeys/console.ts';
import { expect, test } from './setup/test.ts';

test.use({ stack: 'activity' });

const perPage = 50;
const everything = 100_000;

function attemptOf(number: number) {
  return {
    attemptId: `a-${number}`,
    at: new Date(Date.UTC(2026, 10, 25) - number * 1_000).toISOString(),
    runId: number % 3 === 0 ? randomUUID() : null,
    triggers: ['contact_changed'],
    email: `person${number}@example.com`,
    hubspotContactId: String(number),
    hubspotUrl: `https://app.hubspot.com/contacts/1/record/0-1/${number}`,
    salesforceType: 'Lead',
    salesforceId: '00Q000000000001AAA',
    salesforceUrl: null,
    outcome: 'updated',
    reason: null,
    failure: null,
    changes: [{ side: 'salesforce', field: 'Phone', before: null, after: '+39 02 555 0101' }],
    faults: [],
    membership: null,
  };
}

test('a history of 100,000 records is read page by page and drawn as far as it is in view', async ({
  page,
}) => {
  await openConnectedConsole(page);
  let pages = 0;
  await page.route(
    (url) => url.pathname === '/api/attempts',
    async (route) => {
      pages += 1;
      const before = new URL(route.request().url()).searchParams.get('before');
      const first = before === null ? 0 : Number(before);
      const attempts = Array.from({ length: perPage }, (_, index) => attemptOf(first + index));
      const next = first + perPage;
      await route.fulfill({ json: { attempts, nextBefore: next < everything ? String(next) : null } });
    },
  );
  await page.goto('/activity');
  const rows = page.getByRole('list', { name: 'Records of the history' }).locator('> li');
  await expect(page.getByText('person0@example.com', { exact: true })).toBeVisible();
  for (const number of [100, 300, 600, 1_000]) {
    await expect(async () => {
      await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
      const last = (await rows.last().getAttribute('aria-posinset')) ?? '0';
      expect(Number(last)).toBeGreaterThan(number);
    }).toPass({ timeout: 60_000 });
    expect(await rows.count()).toBeLessThan(60);
  }
  expect(pages).toBeGreaterThan(20);
  await capture(page, 'activity-deep', 900);
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.getByText('person0@example.com', { exact: true }).click();
  await expect(page).toHaveURL(/\/lookup\?who=person0%40example\.com$/);
});

import type { Page, Route } from '@playwright/test';
import { expectAccessible } from './journeys/accessible.ts';
import {
  aurora,
  auroraViewer,
  connectSalesforce,
  forgetSession,
  openConnectedConsole,
  signIn,
} from './journeys/console.ts';
import { chooseList, startResync } from './journeys/contacts-tab.ts';
import { openHubspotAccount } from './journeys/hubspot-account.ts';
import { problemOf } from './journeys/problem.ts';
import { expect, test } from './setup/test.ts';

// The browser notes by itself what a test makes a route answer, and what the lost session did to it.
test.use({ stack: 'health', expectedConsoleErrors: [/status of (401|409|500|503)/] });

const listName = 'Energy decision makers';

type Counts = Record<'in_sync' | 'excluded' | 'failing' | 'email_only' | 'waiting', number>;

async function readCounts(page: Page): Promise<Counts> {
  const response = await page.request.get('/api/sync-health');
  expect(response.ok(), await response.text()).toBe(true);
  return ((await response.json()) as { counts: Counts }).counts;
}

const openHealth = (page: Page) => page.getByRole('link', { name: 'Sync health', exact: true }).click();
const recordsOf = (page: Page) =>
  page.getByRole('list', { name: 'Contacts that stand here' }).getByRole('listitem');

/** Answers a route of the API until the test takes it back. */
async function answerWith(page: Page, path: string, answer: (route: Route) => Promise<void>) {
  const isAsked = (url: URL) => url.pathname === path;
  await page.route(isAsked, answer);
  return () => page.unroute(isAsked, answer);
}

test('before Salesforce is connected the page says so, and what comes next', async ({ page }) => {
  await signIn(page);
  await openHealth(page);
  await expect(page.getByRole('alert').filter({ hasText: 'Salesforce is not connected yet' })).toContainText(
    'Nothing can sync until it is.',
  );
  await expect(page.getByText('Nothing fails at the moment.')).toBeVisible();
  await expect(page.getByText('Nothing waits: every change has been looked at.')).toBeVisible();
  await expect(page.getByText('Nothing was synced in this period.')).toBeVisible();
  await expectAccessible(page, 'health-first-run');
  await connectSalesforce(page);
});

test('every number leads to the records behind it, which are searched, resynced and downloaded', async ({
  page,
  sluice,
}) => {
  await openConnectedConsole(page);
  await chooseList(page, listName);
  const hubspot = await openHubspotAccount(sluice.hubspotUrl, aurora.portalId);
  const members = await hubspot.readMemberIds(await hubspot.findListId(listName));
  await startResync(page);
  await expect(page.getByText(/^Last resync: Completed/)).toBeVisible();
  await openHealth(page);
  const counts = await test.step('the tiles say what the API says', async () => {
    const found = await readCounts(page);
    const { runs } = await (await page.request.get('/api/runs')).json();
    const { skipped = 0, conflict = 0 } = runs[0].counts;
    expect(found.in_sync + found.failing).toBe(members.length - skipped - conflict);
    await expect(page.getByRole('link', { name: new RegExp(`^In sync ${found.in_sync} `) })).toBeVisible();
    return found;
  });

  await test.step('the records are those that were counted', async () => {
    await page.getByRole('link', { name: /^In sync / }).click();
    await expect(page).toHaveURL(/\/health\/records\?standing=in_sync/);
    await expect(recordsOf(page)).toHaveCount(Math.min(50, counts.in_sync));
    await expectAccessible(page, 'health-records-in-sync');
  });

  const email = (await recordsOf(page).first().getByRole('link').first().textContent()) ?? '';
  await test.step('one of them is found by the address, which the address of the page keeps', async () => {
    await page.getByRole('textbox', { name: 'Person', exact: true }).fill(email.toUpperCase());
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await expect(recordsOf(page)).toHaveCount(1);
    await page.reload();
    await expect(recordsOf(page)).toHaveCount(1);
    await page.getByLabel('Show', { exact: true }).selectOption({ label: 'Excluded' });
    await expect(page).toHaveURL(/standing=excluded$/);
    await page.goto(`/health/records?standing=excluded&person=${encodeURIComponent(email)}`);
    await expect(page.getByText(`Nobody here fits “${email}”.`)).toBeVisible();
    await page.goto(`/health/records?standing=in_sync&person=${encodeURIComponent(email)}`);
  });

  await test.step('a file holds the same, one line for each', async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download as CSV' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('in_sync.csv');
    const answer = await page.request.get('/api/sync-health/records.csv?standing=in_sync');
    expect((await answer.text()).trimEnd().split('\r\n')).toHaveLength(counts.in_sync + 1);
  });

  await test.step('the chosen ones are resynced', async () => {
    const resync = page.getByRole('button', { name: /^Resync the (selected|0|#)/ });
    await expect(resync).toBeDisabled();
    await page.getByRole('checkbox', { name: 'Select all that are shown' }).check();
    await page.getByRole('button', { name: 'Resync the selected contact', exact: true }).click();
    await expect(page).toHaveURL(/\/runs\//);
    await expect(page.getByRole('status').filter({ hasText: /^Completed/ })).toBeVisible();
    await expect(page.getByText('selected contacts')).toBeVisible();
  });
});

test('a drift check compares what is linked, says so, and leads to what it found', async ({ page }) => {
  await openConnectedConsole(page);
  await openHealth(page);
  const section = page.getByRole('region', { name: 'Drift check' });
  await expect(section).toContainText('Nothing has been compared yet.');
  await expect(section).toContainText(/The next check begins .*202/);
  const linked = (await readCounts(page)).in_sync;
  await section.getByRole('button', { name: 'Check now' }).click();
  await expect(section).toContainText(/\d+ linked contacts compared, nothing differs\./);
  await expect(section.getByRole('button', { name: 'Check now' })).toBeVisible();
  const { run } = await (await page.request.get('/api/reconciliation')).json();
  expect(run).toMatchObject({ kind: 'reconciliation', isDryRun: true, counts: { updated: 0 } });
  expect(run.processed).toBeGreaterThanOrEqual(linked);
  await expectAccessible(page, 'health-drift-check');
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await expect(
    page.getByRole('table', { name: 'Runs' }).getByText('Drift check · linked contacts'),
  ).toBeVisible();
});

test('what fails is told by its cause, with who can fix it and what to do, and tried again', async ({
  page,
  sluice,
}) => {
  const hubspot = await openHubspotAccount(sluice.hubspotUrl, aurora.portalId);
  await openConnectedConsole(page);
  const { inclusionList } = await (await page.request.get('/api/settings')).json();
  if (inclusionList !== null) await chooseList(page, 'No limit');
  const contactIds = await Promise.all(
    ['one', 'two'].map((name) =>
      hubspot.createContact({
        email: `${name}@too-long.example`,
        firstname: name,
        lastname: 'L'.repeat(90),
        company: 'Too Long',
      }),
    ),
  );
  const started = await page.request.post('/api/runs', {
    headers: { origin: sluice.appUrl },
    data: { kind: 'resync', scope: { kind: 'contacts', hubspotContactIds: contactIds } },
  });
  const { run } = (await started.json()) as { run: { runId: string } };
  await page.goto(`/runs/${run.runId}`);
  await expect(page.getByRole('status').filter({ hasText: /^Completed/ })).toBeVisible();
  await openHealth(page);
  const causes = page.getByRole('table', { name: 'What fails' });
  const row = causes.getByRole('row').filter({ hasText: 'longer than the field allows' }).first();
  await expect(row).toContainText('Shorten the value, or map the property to a longer field.');
  await expect(row).toContainText('Whoever looks after this contact can fix this');
  await expectAccessible(page, 'health-failing');
  await row.getByRole('link', { name: /^See the/ }).click();
  await expect(page).toHaveURL(/standing=failing&groupId=/);
  await expect(recordsOf(page).filter({ hasText: '@too-long.example' })).toHaveCount(2);
  await expectAccessible(page, 'health-records-failing');
  await page.getByRole('button', { name: 'Resync everybody behind this cause' }).click();
  await expect(page).toHaveURL(/\/runs\//);
  await expect(page.getByRole('status').filter({ hasText: /^Completed/ })).toBeVisible();
});

test('the charts are drawn, told as a table, and keep their period in the address', async ({ page }) => {
  await openConnectedConsole(page);
  await openHealth(page);
  await expect(page.locator('.recharts-surface').first()).toBeVisible();
  await page.getByText('As a table').click();
  const table = page.getByRole('table', { name: 'Records synced and delay over time' });
  await expect(table.getByRole('row')).toHaveCount(25);
  await page.getByText('7 days', { exact: true }).click();
  await expect(page).toHaveURL(/range=week/);
  await expect(table.getByRole('row')).toHaveCount(29);
  await page.reload();
  await expect(page.getByRole('radio', { name: '7 days' })).toBeChecked();
});

test('a failure to read is told with a way to try again', async ({ page }) => {
  await openConnectedConsole(page);
  const takeBack = await answerWith(page, '/api/sync-health', (route) =>
    route.fulfill(problemOf('internal', 500)),
  );
  await page.goto('/health');
  const alert = page.getByRole('alert').filter({ hasText: 'The numbers could not be read' }).first();
  await expect(alert).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page, 'health-error');
  await takeBack();
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('link', { name: /^In sync / })).toBeVisible();
});

test('limits, a pause and what waits for it are told with when it goes on', async ({ page }) => {
  await openConnectedConsole(page);
  const soon = new Date(Date.now() + 3 * 3_600_000).toISOString();
  const now = new Date().toISOString();
  await answerWith(page, '/api/overview', async (route) => {
    const answer = await route.fetch();
    const overview = await answer.json();
    const salesforce = {
      ...overview.salesforce,
      status: 'paused',
      statusReason: 'REQUEST_LIMIT_EXCEEDED',
      pausedUntil: soon,
    };
    await route.fulfill({ response: answer, json: { ...overview, salesforce } });
  });
  await answerWith(page, '/api/sync-health', async (route) => {
    const answer = await route.fetch();
    const health = await answer.json();
    const salesforce = {
      callsToday: 9_120,
      used: 14_100,
      limit: 15_000,
      forecast: { kind: 'reached_at', at: soon },
    };
    const run = {
      runId: crypto.randomUUID(),
      kind: 'resync',
      state: 'running',
      waitReason: 'salesforce_api_budget',
    };
    const parked = [
      { run: null, cause: 'turn', records: 1_204, nextAt: now, oldestAt: now },
      { run: null, cause: 'evaluation', records: 12, nextAt: soon, oldestAt: now },
      { run, cause: null, records: 84_120, nextAt: now, oldestAt: now },
    ];
    const counts = { in_sync: 912_340, excluded: 1_204_551, failing: 1_023, email_only: 87, waiting: 85_336 };
    await route.fulfill({
      response: answer,
      json: { counts, parked, apiUse: { ...health.apiUse, salesforce } },
    });
  });
  await page.goto('/health');
  await expect(page.getByText('Salesforce’s API calls are nearly used up')).toBeVisible();
  await expect(page.getByText(/^Sync goes on by itself in 3 hours/)).toBeVisible();
  await expect(page.getByText(/At today’s rate the limit is reached in 3 hours/)).toBeVisible();
  await expect(page.getByRole('progressbar', { name: '94% of the day’s calls used' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'What waits' }).getByRole('row')).toHaveCount(4);
  await expect(page.getByText('912,340')).toBeVisible();
  await expectAccessible(page, 'health-limit');
});

test('somebody who may only look sees everything and starts nothing', async ({ page }) => {
  await openConnectedConsole(page);
  await forgetSession(page);
  await signIn(page, auroraViewer);
  await page.goto('/health/records?standing=in_sync');
  await page.getByRole('checkbox', { name: 'Select all that are shown' }).check();
  await expect(page.getByRole('button', { name: /^Resync the/ })).toBeDisabled();
  await expect(page.getByText('You can look but not change').first()).toBeVisible();
});

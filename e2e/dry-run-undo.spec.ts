import type { Page } from '@playwright/test';
import type { Stack } from '#scripts/local/stack.ts';
import { expectAccessible } from './journeys/accessible.ts';
import { aurora, openConnectedConsole } from './journeys/console.ts';
import { chooseList, openLatestRun, startResync } from './journeys/contacts-tab.ts';
import { control, readWrites } from './journeys/sandbox-control.ts';
import { openWorld, type WorldReading } from './journeys/world.ts';
import { expect, test } from './setup/test.ts';

// The browser notes the refusal of the second undo by itself.
test.use({ stack: 'dry-run-undo', expectedConsoleErrors: [/409/] });

const listName = 'Energy decision makers';

type Change = { side: 'hubspot' | 'salesforce'; field: string; before: string | null; after: string | null };
type Attempt = {
  hubspotContactId: string;
  salesforceId: string | null;
  outcome: string;
  reason: string | null;
  changes: Change[];
  faults: { field: string; code: string }[];
};
type Run = { runId: string; state: string; counts: Record<string, number>; processed: number };

async function read<Answer>(page: Page, path: string): Promise<Answer> {
  const response = await page.request.get(path);
  expect(response.ok(), path).toBe(true);
  return (await response.json()) as Answer;
}

async function readAttempts(page: Page, run: string): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  let before: string | null = null;
  do {
    const query: string = before === null ? '' : `?before=${before}`;
    const answer: { attempts: Attempt[]; nextBefore: string | null } = await read(
      page,
      `/api${run}/attempts${query}`,
    );
    attempts.push(...answer.attempts);
    before = answer.nextBefore;
  } while (before !== null);
  return attempts;
}

/** Waits until the run on the screen has ended, and answers it. */
async function expectEnded(page: Page): Promise<Run> {
  await expect(page.getByRole('status').filter({ hasText: /^Completed/ })).toBeVisible();
  return read<Run>(page, `/api${new URL(page.url()).pathname}`);
}

const said = (attempts: Attempt[]) =>
  attempts
    .map(({ hubspotContactId, outcome, reason, changes, faults }) =>
      JSON.stringify({ hubspotContactId, outcome, reason, changes, faults }),
    )
    .sort();

/** What stands in a field now, as history writes it. */
function readValue(world: WorldReading, attempt: Attempt, { side, field }: Change): string | null {
  const value =
    side === 'hubspot'
      ? world.contacts.get(attempt.hubspotContactId)?.properties[field]
      : world.records.get(attempt.salesforceId ?? '')?.[field];
  return value === null || value === undefined || value === '' ? null : String(value);
}

/** Records that hold a telephone number, as do the members of the list they belong to. */
function findFilled({ memberIds, contacts, records }: WorldReading, count: number): string[] {
  const members = [...memberIds].flatMap((memberId) => contacts.get(memberId) ?? []);
  const withPhone = members.filter(({ properties }) => properties.phone);
  const addresses = new Set(withPhone.map(({ properties }) => properties.email?.toLowerCase()));
  const byAddress = Map.groupBy(records.values(), ({ Email }) => String(Email ?? '').toLowerCase());
  const filled = [...byAddress].filter(
    ([address, [only, ...more]]) => addresses.has(address) && more.length === 0 && only?.Phone,
  );
  return filled.slice(0, count).map(([, [only]]) => String(only?.Id));
}

/** As a person of the org would, by hand. */
async function editInSalesforce({ salesforceUrl }: Stack, salesforceId: string, values: object) {
  const username = aurora.salesforceUser;
  await control(salesforceUrl, `records/${salesforceId}`, { username, values }, 'PATCH');
}

test('a dry run foretells a resync without writing, and an undo gives its values back', async ({
  page,
  sluice,
}) => {
  test.slow();
  const world = await openWorld(sluice);
  await test.step('two Salesforce records have lost their telephone number', async () => {
    for (const salesforceId of findFilled(await world.read(listName), 2)) {
      await editInSalesforce(sluice, salesforceId, { Phone: null });
    }
  });
  await openConnectedConsole(page);
  await chooseList(page, listName);

  const foretold = await test.step('a dry run writes nothing and is shown as such', async () => {
    await page.getByRole('button', { name: 'Dry run', exact: true }).click();
    await expect(page.getByText(/^Last dry run: Completed/)).toBeVisible();
    const path = await openLatestRun(page);
    const run = await expectEnded(page);
    await expect(page.getByText('Nothing was written to HubSpot or Salesforce.')).toBeVisible();
    await expect(page.getByText('Would be created in Salesforce').first()).toBeVisible();
    const { hubspot, salesforce } = await readWrites(sluice);
    expect([hubspot.total, salesforce.total]).toEqual([0, 0]);
    await expectAccessible(page, 'dry-run');
    return { run, attempts: await readAttempts(page, path) };
  });

  const real = await test.step('the resync then does what was foretold', async () => {
    await page.goto('/contacts');
    await startResync(page);
    await expect(page.getByText(/^Last resync: Completed/)).toBeVisible();
    const path = await openLatestRun(page);
    const run = await expectEnded(page);
    const attempts = await readAttempts(page, path);
    expect(run.counts).toEqual(foretold.run.counts);
    expect(said(attempts)).toEqual(said(foretold.attempts));
    expect(run.counts.updated).toBeGreaterThan(1);
    return { run, path, attempts };
  });

  const updated = real.attempts.filter(({ outcome }) => outcome === 'updated');
  const edited = updated.find(({ changes }) => changes.some(({ side }) => side === 'salesforce'));
  const change = edited?.changes.find(({ side }) => side === 'salesforce');
  if (edited === undefined || change === undefined) throw new Error('the resync wrote no Salesforce value');
  await test.step('somebody edits one of the written values', () =>
    editInSalesforce(sluice, edited.salesforceId ?? '', { [change.field]: 'By hand' }));

  await test.step('a dry run of the undo writes nothing', async () => {
    await page.getByRole('button', { name: 'Undo this run' }).click();
    await page.getByRole('button', { name: 'Dry run first' }).click();
    await expect(page.getByRole('heading', { name: 'Undo', level: 2 })).toBeVisible();
    const run = await expectEnded(page);
    const allEdited = edited.changes.length === 1 ? 1 : 0;
    expect(run.counts).toEqual({
      ...run.counts,
      updated: updated.length - allEdited,
      skipped: (real.run.counts.created_in_salesforce ?? 0) + allEdited,
    });
    await page.getByRole('link', { name: 'undoes this run' }).click();
  });

  await test.step('the undo restores all but that one, and says so', async () => {
    await page.getByRole('button', { name: 'Undo this run' }).click();
    await page.getByRole('button', { name: 'Yes, undo it' }).click();
    await expect(page.getByRole('heading', { name: 'Undo', level: 2 })).toBeVisible();
    await expectEnded(page);
    const path = new URL(page.url()).pathname;
    const reported = (await readAttempts(page, path)).filter(({ faults }) => faults.length > 0);
    expect(reported.map(({ hubspotContactId, faults }) => [hubspotContactId, faults])).toEqual([
      [edited.hubspotContactId, [expect.objectContaining({ field: change.field, code: 'edited_since' })]],
    ]);
    const now = await world.read(listName);
    for (const attempt of updated) {
      for (const each of attempt.changes) {
        const expected = attempt === edited && each === change ? 'By hand' : each.before;
        expect(readValue(now, attempt, each), `${attempt.hubspotContactId} ${each.field}`).toBe(expected);
      }
    }
    await expectAccessible(page, 'undo');
    await page.goto(`/activity?person=${edited.hubspotContactId}`);
    await expect(page.getByText(`${change.field}: edited since the run`).first()).toBeVisible();
  });

  await test.step('its own changes come back and move nothing', async () => {
    const after = await world.read(listName);
    await page.goto('/contacts');
    await startResync(page);
    await expect(page.getByText(/^Last resync: Completed/)).toBeVisible();
    const now = await world.read(listName);
    for (const attempt of updated.filter((each) => each !== edited)) {
      for (const each of attempt.changes) {
        expect(readValue(now, attempt, each)).toBe(readValue(after, attempt, each));
      }
    }
  });

  await test.step('a run is undone once', async () => {
    await page.goto(real.path);
    await page.getByRole('button', { name: 'Undo this run' }).click();
    await page.getByRole('button', { name: 'Yes, undo it' }).click();
    await expect(page.getByText('There is nothing to undo')).toBeVisible();
  });
});

test('the history is searched by person, outcome and trigger, and a contact is resynced from it', async ({
  page,
}) => {
  await openConnectedConsole(page);
  await chooseList(page, 'Customers in Italy');
  await startResync(page);
  await expect(page.getByText(/^Last resync: Completed/)).toBeVisible();
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await page.getByLabel('Outcome').selectOption({ label: 'Created in Salesforce' });
  await expect(page).toHaveURL(/outcome=created_in_salesforce/);
  const first = page.getByRole('list', { name: 'Records of the history' }).getByRole('listitem').first();
  await expect(first.getByText('Created in Salesforce')).toBeVisible();
  const email = (await first.getByText('@').first().textContent()) ?? '';
  await page.getByRole('textbox', { name: 'Person', exact: true }).fill(email);
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page).toHaveURL(/person=/);
  await expect(first.getByText(email, { exact: true })).toBeVisible();
  await page.getByLabel('Trigger').selectOption({ label: 'HubSpot contact erased for privacy' });
  await expect(page.getByText('Nothing in the history fits these filters.')).toBeVisible();
  await page.getByLabel('Trigger').selectOption({ label: 'All triggers' });
  await expect(first.getByText(email, { exact: true })).toBeVisible();
  await expectAccessible(page, 'history');
  await first.getByRole('button', { name: 'Resync this contact' }).click();
  await expect(page).toHaveURL(/\/runs\//);
  await expectEnded(page);
  await expect(page.getByText('selected contacts')).toBeVisible();
});

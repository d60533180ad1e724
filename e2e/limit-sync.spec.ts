import type { Page } from '@playwright/test';
import type { Stack } from '#scripts/local/stack.ts';
import { expectAccessible } from './journeys/accessible.ts';
import { capture } from './journeys/capture.ts';
import { aurora, northwind, openConnectedConsole, returnTo, signIn } from './journeys/console.ts';
import {
  chooseList,
  inclusionListButton,
  listOption,
  openPicker,
  savedNotice,
  startResync,
} from './journeys/contacts-tab.ts';
import { openHubspotAccount } from './journeys/hubspot-account.ts';
import { createActiveList, hasText } from './journeys/lists-tool.ts';
import { clearFaults, control, failRequests, readWrites } from './journeys/sandbox-control.ts';
import { expect, test } from './setup/test.ts';

test.use({ stack: 'limit-sync' });

/** The red alert of a list that cannot be used any more. */
function stoppedAlert(page: Page) {
  return page.getByRole('alert').filter({ hasText: 'Sync is stopped for everyone' });
}

/** A list of another account with an id that names none of our own: each account counts from 1. */
async function createForeignList({ hubspotUrl }: Stack, highestOwnId: number): Promise<string> {
  const stranger = await openHubspotAccount(hubspotUrl, northwind.portalId);
  let listId = '0';
  while (Number(listId) <= highestOwnId) {
    listId = await stranger.createActiveList(`Theirs, after ${listId}`, 'city', ['Verona']);
  }
  return listId;
}

/** In HubSpot's Lists tool, as a person: opens the list and confirms what is to be done with it. */
async function actOnList(page: Page, { hubspotUrl }: Stack, listId: string, action: string, confirm: string) {
  const listsTool = await page.context().newPage();
  await listsTool.goto(`${hubspotUrl}/contacts/${aurora.portalId}/objectLists/${listId}`);
  await listsTool.getByRole('button', { name: action }).click();
  await listsTool.getByRole('dialog').getByRole('button', { name: confirm }).click();
  await expect(listsTool.getByRole('dialog')).toBeHidden();
  await listsTool.close();
}

async function readSettings(page: Page) {
  return (await page.request.get('/api/settings')).json();
}

test('a resync without Salesforce says what is missing and queues nothing', async ({ page, sluice }) => {
  await signIn(page);
  await expect(page.getByText('A resync needs a Salesforce connection.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Connect Salesforce first' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Resync', exact: true })).toBeHidden();
  await expectAccessible(page, 'salesforce-not-connected');
  const crafted = await page.request.post('/api/runs', {
    data: { kind: 'resync' },
    headers: { origin: sluice.appUrl },
  });
  expect(crafted.status()).toBe(409);
  expect(await crafted.json()).toMatchObject({ code: 'salesforce_not_connected' });
  expect(await (await page.request.get('/api/runs')).json()).toEqual({ runs: [], nextBefore: null });
});

test('until the settings are read, their places are held', async ({ page }) => {
  await signIn(page);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/api/settings', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/contacts');
  await expect(page.getByRole('heading', { name: 'Field mappings' })).toBeVisible();
  await expect(inclusionListButton(page)).toBeHidden();
  await expect(page.locator('.mantine-Skeleton-root').first()).toBeVisible();
  await expectAccessible(page, 'loading');
  release();
  await expect(inclusionListButton(page)).toBeEnabled();
});

test('a static list is shown but cannot be chosen', async ({ page }) => {
  await signIn(page);
  await openPicker(page);
  const staticList = listOption(page, /^Trade fair Verona 2025/);
  await expect(staticList).toBeDisabled();
  await expect(staticList).toContainText('Static list: it does not update itself, so it cannot be chosen');
  await capture(page, 'list-static');
  await staticList.click({ force: true });
  await expect(staticList).toBeVisible();
  await expect(inclusionListButton(page)).toHaveText('No limit: all contacts');
});

test('the server refuses a crafted list and keeps the setting', async ({ page, sluice }) => {
  const hubspot = await openHubspotAccount(sluice.hubspotUrl, aurora.portalId);
  const deleted = await hubspot.createActiveList('Soon gone', 'city', ['Verona']);
  await hubspot.deleteList(deleted);
  const foreign = await createForeignList(sluice, Number(deleted));
  await signIn(page);
  const before = await readSettings(page);
  for (const [listId, code] of [
    ['987654321', 'list_not_found'],
    ['../../contacts', 'list_not_found'],
    [foreign, 'list_not_found'],
    [await hubspot.findListId('Trade fair Verona 2025'), 'list_static'],
    [deleted, 'list_deleted'],
  ] as const) {
    const answer = await page.request.put('/api/settings/inclusion-list', {
      data: { expectedRevision: before.revision, listId },
      headers: { origin: sluice.appUrl },
    });
    expect([answer.status(), (await answer.json()).code]).toEqual([422, code]);
  }
  expect(await readSettings(page)).toEqual(before);
});

test('a request of another site is refused', async ({ page }) => {
  await signIn(page);
  for (const headers of [{ origin: 'https://evil.example' }, {}]) {
    const answer = await page.request.put('/api/settings/inclusion-list', {
      data: { expectedRevision: 0, listId: null },
      headers,
    });
    expect([answer.status(), (await answer.json()).code]).toEqual([403, 'wrong_origin']);
  }
});

test.describe('without the permission to read lists', () => {
  test.use({ expectedConsoleErrors: [/status of 403/] });

  test('the dropdown names what HubSpot does not give', async ({ page, sluice }) => {
    await control(sluice.hubspotUrl, `portals/${aurora.portalId}`, { deniedScopes: ['crm.lists.read'] });
    await signIn(page);
    await openPicker(page);
    const reason = page
      .getByRole('listbox')
      .locator('..')
      .getByText('The permission crm.lists.read is missing');
    await expect(reason).toBeVisible();
    await capture(page, 'lists-not-permitted');
    await control(sluice.hubspotUrl, `portals/${aurora.portalId}`, { deniedScopes: [] });
    await page.getByRole('button', { name: 'Load again' }).click();
    await expect(listOption(page, /^Customers in Italy/)).toBeVisible();
  });
});

test.describe('while HubSpot does not answer', () => {
  test.use({ expectedConsoleErrors: [/status of 503/] });

  test('the lists are asked for again at the press of a button', async ({ page, sluice }) => {
    await failRequests(sluice.hubspotUrl, {
      method: 'POST',
      path: '/crm/lists/*/search',
      status: 500,
      body: '',
    });
    await signIn(page);
    const problem = page.getByRole('alert').filter({ hasText: 'The lists could not be read from HubSpot' });
    await expect(problem).toContainText('HubSpot does not answer at the moment.', { timeout: 30_000 });
    await expectAccessible(page, 'lists-unreadable');
    await clearFaults(sluice.hubspotUrl);
    await problem.getByRole('button', { name: 'Try again' }).click();
    await expect(problem).toBeHidden();
    await openPicker(page);
    await expect(listOption(page, /^Customers in Italy/)).toBeVisible();
  });
});

test('an account without active lists is told how to make the first', async ({ page, sluice }) => {
  const hubspot = await openHubspotAccount(sluice.hubspotUrl, northwind.portalId);
  for (const listId of await hubspot.readListIds()) await hubspot.deleteList(listId);
  await signIn(page, northwind.hubspotUser);
  await expect(page.getByText('This HubSpot account has no active list of contacts yet.')).toBeVisible();
  await expectAccessible(page, 'no-lists');
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Create inclusion list in HubSpot' }).click();
  await createActiveList(await opened, 'First of all', [hasText('City', 'is equal to any of', 'Dublin')]);
  await expect(page.getByText('“First of all” is new in HubSpot.')).toBeVisible();
  await page.getByRole('button', { name: 'Use this list' }).click();
  await expect(savedNotice(page)).toContainText('Inclusion list: First of all.');
});

test.describe('when somebody else saves first', () => {
  test.use({ expectedConsoleErrors: [/status of 409/] });

  test('both versions are shown and nothing is overwritten unseen', async ({ page, sluice }) => {
    const hubspot = await openHubspotAccount(sluice.hubspotUrl, aurora.portalId);
    await signIn(page);
    await expect(inclusionListButton(page)).toBeEnabled();
    const { revision } = await readSettings(page);
    const theirs = await page.request.put('/api/settings/inclusion-list', {
      data: { expectedRevision: revision, listId: await hubspot.findListId('Marketing qualified leads') },
      headers: { origin: sluice.appUrl },
    });
    expect(theirs.status()).toBe(200);
    await openPicker(page);
    await listOption(page, /^Customers in Italy/).click();
    const conflict = page
      .getByRole('alert')
      .filter({ hasText: 'Somebody else changed the settings meanwhile' });
    await expect(conflict).toContainText(`Saved now by ${aurora.hubspotUser}: Marketing qualified leads`);
    await expect(conflict).toContainText('Your change: Customers in Italy');
    await expect(inclusionListButton(page)).toHaveText('Marketing qualified leads');
    await expectAccessible(page, 'settings-conflict');
    await conflict.getByRole('button', { name: 'Save my change' }).click();
    await expect(savedNotice(page)).toContainText('Inclusion list: Customers in Italy.');
    await expect(conflict).toBeHidden();
  });
});

for (const { change, action, confirm, reason } of [
  {
    change: 'deleted',
    action: 'Delete list',
    confirm: 'Delete',
    reason: 'was deleted in HubSpot',
  },
  {
    change: 'converted to a static list',
    action: 'Convert to static list',
    confirm: 'Convert',
    reason: 'was converted to a static list',
  },
]) {
  test(`a list that was ${change} stops sync until another is chosen`, async ({ page, sluice }) => {
    const hubspot = await openHubspotAccount(sluice.hubspotUrl, aurora.portalId);
    const name = `List to be ${change}`;
    const listId = await hubspot.createActiveList(name, 'city', ['Verona']);
    await openConnectedConsole(page);
    await chooseList(page, name);
    await actOnList(page, sluice, listId, action, confirm);
    await returnTo(page);
    await expect(stoppedAlert(page)).toContainText(`The list “${name}” ${reason}`);
    await expect(page.getByText('A resync needs a usable list.')).toBeVisible();
    await expectAccessible(page, `list-${action.split(' ')[0]?.toLowerCase()}`);
    await stoppedAlert(page).getByRole('button', { name: 'Choose another list' }).click();
    await listOption(page, /^Customers in Italy/).click();
    await expect(savedNotice(page)).toContainText('Inclusion list: Customers in Italy.');
    await expect(stoppedAlert(page)).toBeHidden();
    await expect(page.getByRole('button', { name: 'Resync', exact: true })).toBeVisible();
  });
}

test('a list that vanishes during its run pauses it with nothing lost', async ({ page, sluice }) => {
  const hubspot = await openHubspotAccount(sluice.hubspotUrl, aurora.portalId);
  // Enough people for several waves, so that the run is still going when the list is gone.
  await control(sluice.hubspotUrl, 'generate', { contacts: 6_000 });
  const listId = await hubspot.findListId('Everyone with an email address');
  await openConnectedConsole(page);
  await chooseList(page, 'Everyone with an email address');
  await control(sluice.salesforceUrl, 'latency', { p50Ms: 700 });
  await startResync(page);
  const progress = page.getByRole('progressbar', { name: 'Progress of the resync' });
  await expect(progress).not.toHaveAttribute('aria-valuenow', '0', { timeout: 60_000 });
  await actOnList(page, sluice, listId, 'Delete list', 'Delete');
  await control(sluice.salesforceUrl, 'latency', { p50Ms: 0 });
  await expect(page.getByText('Paused: the inclusion list was deleted in HubSpot.')).toBeVisible();
  await expect(stoppedAlert(page)).toBeVisible();
  await expectAccessible(page, 'run-paused');
  const { runs } = await (await page.request.get('/api/runs')).json();
  expect(runs[0].waiting).toBeGreaterThan(0);
  expect(runs[0].counts.excluded).toBe(0);
  expect(runs[0].processed + runs[0].waiting).toBe(runs[0].enumerated);
  const writes = await readWrites(sluice);

  await chooseList(page, 'Marketing qualified leads');
  await expect(page.getByText(/^Last resync: Completed/)).toBeVisible({ timeout: 90_000 });
  const after = (await (await page.request.get('/api/runs')).json()).runs[0];
  expect([after.runId, after.processed, after.waiting]).toEqual([runs[0].runId, runs[0].enumerated, 0]);
  expect(after.counts.excluded).toBeGreaterThan(0);
  const written = (await readWrites(sluice)).salesforce.total - writes.salesforce.total;
  expect(written).toBeLessThanOrEqual(runs[0].waiting - after.counts.excluded);
});

test('a resync that is started twice joins the one that is going', async ({ page, context, sluice }) => {
  await openConnectedConsole(page);
  await chooseList(page, 'Customers in Italy');
  const second = await context.newPage();
  await second.goto('/contacts');
  for (const each of [page, second]) {
    await each.getByRole('button', { name: 'Resync', exact: true }).click();
    await expect(each.getByRole('button', { name: 'Start resync' })).toBeFocused();
  }
  await control(sluice.salesforceUrl, 'latency', { p50Ms: 700 });
  const { length } = (await (await page.request.get('/api/runs')).json()).runs;
  await Promise.all([page, second].map((each) => each.getByRole('button', { name: 'Start resync' }).click()));
  const joined = [page, second].map((each) => each.getByText('A resync was already going'));
  await expect
    .poll(async () => (await Promise.all(joined.map((each) => each.count()))).sort())
    .toEqual([0, 1]);
  expect((await (await page.request.get('/api/runs')).json()).runs).toHaveLength(length + 1);
  await control(sluice.salesforceUrl, 'latency', { p50Ms: 0 });
  for (const each of [page, second]) await expect(each.getByText(/^Last resync: Completed/)).toBeVisible();
});

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessible } from './journeys/accessible.ts';
import { aurora, openConnectedConsole } from './journeys/console.ts';
import {
  chooseList,
  impactPanel,
  inclusionListButton,
  listOption,
  openPicker,
  savedNotice,
  startResync,
} from './journeys/contacts-tab.ts';
import { openHubspotAccount } from './journeys/hubspot-account.ts';
import { problemOf } from './journeys/problem.ts';
import { readWrites } from './journeys/sandbox-control.ts';
import { expect, test } from './setup/test.ts';

test.use({ stack: 'impact' });

const [linkedList, otherList] = ['People to be linked', 'People of another city'];

const readList = async (page: Page) =>
  (await (await page.request.get('/api/settings')).json()).inclusionList?.name ?? null;

/** Chooses a list without waiting for it to be saved. */
async function pick(page: Page, name: string): Promise<void> {
  await openPicker(page);
  await listOption(page, new RegExp(`^${name}`)).click();
}

test('a large change is held until it was seen, and nothing is written by looking', async ({
  page,
  sluice,
}) => {
  const hubspot = await openHubspotAccount(sluice.hubspotUrl, aurora.portalId);
  for (const [name, city] of [
    [linkedList, 'Atlantis'],
    [otherList, 'Lyonesse'],
  ] as const) {
    await hubspot.createActiveList(name, 'city', [city]);
    for (const person of ['one', 'two', 'three']) {
      const email = `${person}@${city.toLowerCase()}.example`;
      await hubspot.createContact({ email, lastname: person, city });
    }
  }
  await openConnectedConsole(page);
  await chooseList(page, linkedList);
  await startResync(page);
  await expect(page.getByText(/^Last resync: .*3 records processed/)).toBeVisible();
  const writes = await readWrites(sluice);

  await pick(page, otherList);
  const panel = impactPanel(page);
  await expect(panel.getByRole('heading', { level: 3 })).toBeFocused();
  await expect(panel).toContainText('3 linked contacts of 3 would stop syncing');
  expect(await readList(page)).toBe(linkedList);
  const counts = panel.locator('dl > div');
  await expect(counts).toHaveText([
    'Start syncing3',
    'Stop syncing3',
    'Sync as before0',
    'New in Salesforce3',
  ]);
  await expect(panel.getByRole('link', { name: 'one@atlantis.example' })).toBeVisible();
  await panel.getByText('New in Salesforce', { exact: true }).last().click();
  await expect(panel.getByRole('link', { name: 'two@lyonesse.example' })).toBeVisible();
  await expectAccessible(page, 'impact-large');
  expect(await readWrites(sluice)).toEqual(writes);

  const download = page.waitForEvent('download');
  await panel.getByRole('link', { name: 'Download all contacts (CSV)' }).click();
  const file = await readFile(await (await download).path(), 'utf8');
  expect(file.trimEnd().split('\r\n')).toHaveLength(7);
  expect(file).toContain('three@lyonesse.example,start,created_in_salesforce');

  await panel.getByRole('button', { name: `Keep “${linkedList}”` }).press('Enter');
  await expect(panel).toBeHidden();
  await expect(inclusionListButton(page)).toContainText(linkedList);

  await pick(page, otherList);
  await panel.getByRole('button', { name: `Use “${otherList}”` }).press('Enter');
  await expect(savedNotice(page)).toContainText(`Inclusion list: ${otherList}`);
  await expect(panel).toBeHidden();
  expect(await readList(page)).toBe(otherList);
  await savedNotice(page).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => readList(page)).toBe(linkedList);
});

test('a small change is saved at once, and shown first where the person wants it', async ({ page }) => {
  await openConnectedConsole(page);
  await page.getByRole('switch', { name: 'See what would change before a list is saved' }).press('Space');
  await pick(page, 'No limit');
  const panel = page.getByRole('region', { name: 'What would change without a limit' });
  await expect(panel.locator('dl > div').nth(1)).toHaveText('Stop syncing0');
  await panel.press('Escape');
  await expect(panel).toBeHidden();
  expect(await readList(page)).toBe(linkedList);
  await page.getByRole('switch', { name: 'See what would change before a list is saved' }).press('Space');
  await chooseList(page, 'No limit');
  await expect(panel).toBeHidden();
});

test('in Italian', async ({ page, context, sluice }) => {
  await openConnectedConsole(page);
  await chooseList(page, linkedList);
  await context.addCookies([{ name: 'sluice-language', value: 'it', url: sluice.appUrl }]);
  await page.reload();
  await page.getByRole('button', { name: 'Elenco di inclusione (segmento)' }).click();
  await listOption(page, new RegExp(`^${otherList}`)).click();
  const panel = page.getByRole('region', { name: /^Che cosa cambierebbe con/ });
  await expect(panel).toContainText('3 contatti collegati smetterebbero di sincronizzarsi, su 3');
  await expectAccessible(page, 'impact-it');
});

test.describe('when HubSpot does not answer', () => {
  test.use({ expectedConsoleErrors: [/status of 503/] });

  test('the choice is held, says so, and can be tried again', async ({ page }) => {
    await openConnectedConsole(page);
    await page.getByRole('switch', { name: 'See what would change before a list is saved' }).press('Space');
    await page.route('**/api/impact', (route) => route.fulfill(problemOf('hubspot_unavailable', 503)));
    await pick(page, otherList);
    const panel = impactPanel(page);
    await expect(panel.getByRole('alert')).toContainText('What would change could not be counted');
    await expectAccessible(page, 'impact-error');
    await page.unroute('**/api/impact');
    await panel.getByRole('button', { name: 'Try again' }).click();
    await expect(panel).toContainText('would stop syncing');
  });
});

test('the share that counts as large is a setting', async ({ page }) => {
  await openConnectedConsole(page);
  await page.getByText('Advanced', { exact: true }).click();
  const percent = page.getByLabel('Percent of linked contacts that may stop');
  await expect(percent).toHaveValue('10');
  await percent.fill('100');
  await percent.press('Enter');
  await expect(savedNotice(page)).toContainText('more than 100%');
  await pick(page, otherList);
  await expect(savedNotice(page)).toContainText(`Inclusion list: ${otherList}`);
});

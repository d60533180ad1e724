import type { Page } from '@playwright/test';
import { connectSalesforce, signIn } from './journeys/console.ts';
import {
  chooseList,
  inclusionListButton,
  listOption,
  openPicker,
  savedNotice,
  startResync,
} from './journeys/contacts-tab.ts';
import { createActiveList, hasChoice, hasText } from './journeys/lists-tool.ts';
import { control, readWrites } from './journeys/sandbox-control.ts';
import { openWorld } from './journeys/world.ts';
import { expect, test } from './setup/test.ts';

test.use({ stack: 'main-journey' });

const listName = 'Italian opportunities';

/** Opens HubSpot's Lists tool by the entry of the dropdown, as a new tab. */
async function openListsTool(page: Page): Promise<Page> {
  await openPicker(page);
  const opened = page.waitForEvent('popup');
  await listOption(page, '+ Create inclusion list').click();
  return opened;
}

test('a newcomer connects both sides, creates a list, and only its members arrive in Salesforce', async ({
  page,
  sluice,
}) => {
  await test.step('signs in with HubSpot and connects Salesforce', async () => {
    await signIn(page);
    await expect(page.getByText('Next step: connect Salesforce')).toBeVisible();
    await connectSalesforce(page);
    await page.getByRole('link', { name: 'Contacts', exact: true }).click();
  });

  await test.step('creates an active list in the Lists tool', async () => {
    const listsTool = await openListsTool(page);
    await createActiveList(listsTool, listName, [
      hasChoice('Lifecycle Stage', 'is any of', 'Opportunity'),
      hasText('Country/Region', 'is equal to any of', 'Italy'),
    ]);
    await expect(listsTool.getByRole('status')).toHaveText('Processing');
    await expect(listsTool.getByRole('status')).toHaveText('Up to date');
    await listsTool.close();
  });

  await test.step('finds it in the console, marked as new, and chooses it', async () => {
    await expect(page.getByText(`“${listName}” is new in HubSpot.`)).toBeVisible();
    await openPicker(page);
    await expect(listOption(page, listName)).toContainText('New');
    await listOption(page, listName).click();
    await expect(savedNotice(page)).toContainText(
      `Inclusion list: ${listName}. Nobody was synced by this change.`,
    );
    await expect(inclusionListButton(page)).toHaveText(listName);
  });

  const world = await openWorld(sluice);
  const before = await world.read(listName);
  expect(before.memberIds.size).toBeGreaterThan(20);
  await test.step('has synced nobody by choosing', async () => {
    await expect(page.getByText(`${before.memberIds.size} contacts are in this list.`)).toBeVisible();
    await expect(page.getByText('Nobody was synced by this change.', { exact: true })).toBeVisible();
    const { hubspot, salesforce } = await readWrites(sluice);
    expect([hubspot.total, salesforce.total]).toEqual([0, 0]);
  });

  await test.step('resyncs and follows the progress to its end', async () => {
    // As slow as the real service, so that there is progress to follow.
    await control(sluice.salesforceUrl, 'latency', { p50Ms: 700 });
    await startResync(page);
    await expect(page.getByRole('progressbar', { name: 'Progress of the resync' })).toBeAttached();
    await expect(page.getByText(`Running · ${listName}`)).toBeVisible();
    await control(sluice.salesforceUrl, 'latency', { p50Ms: 0 });
    await expect(page.getByText(/^Last resync: Completed/)).toContainText(
      `${before.memberIds.size} records processed.`,
    );
  });

  const after = await world.read(listName);
  await test.step('every member is in Salesforce with the mapped values, and nobody else', () =>
    world.expectOnlyMembersSynced(before, after));

  await test.step('a second resync writes nothing on either side', async () => {
    const writes = await readWrites(sluice);
    expect(writes.salesforce.total).toBeGreaterThan(0);
    await startResync(page);
    await page.getByRole('link', { name: 'Open this run' }).click();
    await expect(page.getByRole('status').filter({ hasText: /^Completed/ })).toBeVisible();
    await expect(
      page.getByText(`${before.memberIds.size} of ${before.memberIds.size} processed`),
    ).toBeVisible();
    expect(await readWrites(sluice)).toEqual(writes);
    expect(await world.read(listName)).toEqual(after);
  });
});

test('Undo in the notification brings back the list that was chosen before', async ({ page, sluice }) => {
  await signIn(page);
  await chooseList(page, 'Marketing qualified leads');
  await savedNotice(page).getByRole('button', { name: 'Close this message' }).click();
  const writes = await readWrites(sluice);
  await chooseList(page, 'Customers in Italy');
  await savedNotice(page).getByRole('button', { name: 'Undo' }).click();
  await expect(savedNotice(page)).toContainText('Undone. Inclusion list: Marketing qualified leads.');
  await expect(inclusionListButton(page)).toHaveText('Marketing qualified leads');
  await page.reload();
  await expect(inclusionListButton(page)).toHaveText('Marketing qualified leads');
  expect(await readWrites(sluice)).toEqual(writes);
});

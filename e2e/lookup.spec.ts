import type { Page } from '@playwright/test';
import { expectAccessible } from './journeys/accessible.ts';
import { capture } from './journeys/capture.ts';
import { aurora, auroraViewer, forgetSession, openConnectedConsole, signIn } from './journeys/console.ts';
import { chooseList, inclusionListButton } from './journeys/contacts-tab.ts';
import { type HubspotContact, openHubspotAccount } from './journeys/hubspot-account.ts';
import { openSalesforceOrg } from './journeys/salesforce-org.ts';
import { clearFaults, failRequests, readWrites } from './journeys/sandbox-control.ts';
import { expect, test } from './setup/test.ts';

// The browser notes by itself that nobody is known, and that HubSpot does not answer.
test.use({ stack: 'lookup', expectedConsoleErrors: [/status of (404|503)/] });

const listName = 'Customers in Italy';

const emailOf = ({ properties }: HubspotContact) => properties.email ?? '';

/** Somebody in the list and somebody who is not, both with an address. */
async function findPeople(hubspotUrl: string) {
  const hubspot = await openHubspotAccount(hubspotUrl, aurora.portalId);
  const memberIds = new Set(await hubspot.readMemberIds(await hubspot.findListId(listName)));
  const contacts = (await hubspot.readContacts(['email', 'phone'])).filter((each) => emailOf(each) !== '');
  const member = contacts.find(({ id }) => memberIds.has(id));
  const outsider = contacts.find(({ id }) => !memberIds.has(id));
  if (member === undefined || outsider === undefined) throw new Error('the demo has both');
  return { member, outsider };
}

test('a member is looked up by keyboard, tried dry, resynced, and explained in both languages', async ({
  page,
  sluice,
}) => {
  await openConnectedConsole(page);
  await chooseList(page, listName);
  const { member } = await findPeople(sluice.hubspotUrl);
  await page.goto('/lookup');
  await expect(page.getByText('Type an e-mail address')).toBeVisible();
  await expectAccessible(page, 'lookup-empty');

  const field = page.getByRole('searchbox', { name: /^Look up a person/ });
  await field.focus();
  await page.keyboard.type(emailOf(member).toUpperCase());
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: emailOf(member), exact: true })).toBeVisible();
  await expect(page.getByText(/^In the list since /)).toBeVisible();
  await expect(page.getByText('Nothing has happened to this person yet.')).toBeVisible();
  await expectAccessible(page, 'lookup-member-before');

  const writes = await readWrites(sluice);
  await page.getByRole('button', { name: 'Dry run' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Completed' })).toBeVisible();
  await expect(page.getByRole('list', { name: 'What became of this contact' })).toContainText('Would be');
  expect(await readWrites(sluice)).toEqual(writes);
  await capture(page, 'lookup-dry-run');

  await page.getByRole('button', { name: 'Resync this contact' }).click();
  await expect(page.getByRole('list', { name: 'What became of this contact' })).not.toContainText('Would be');
  await expect(page.getByText('Both records agree as their sync rules want it.')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Last outcomes' }).getByRole('listitem').first()).toBeVisible();
  await expectAccessible(page, 'lookup-member-after');

  await page.getByRole('button', { name: /account menu/ }).click();
  await page.getByRole('menuitemradio', { name: 'Italiano' }).click();
  await expect(page.getByText('I due record concordano')).toBeVisible();
  await expectAccessible(page, 'lookup-member-it');
});

/** A list that an earlier test has chosen is not saved again, and nothing says that it was. */
async function ensureList(page: Page): Promise<void> {
  const button = inclusionListButton(page);
  await expect(button).toBeEnabled();
  if ((await button.textContent())?.includes(listName) !== true) await chooseList(page, listName);
}

test('who does not sync is told why, and nobody is found under a wrong address', async ({ page, sluice }) => {
  await openConnectedConsole(page);
  await ensureList(page);
  const { outsider } = await findPeople(sluice.hubspotUrl);
  await page.goto(`/lookup?who=${outsider.id}`);
  await expect(
    page.getByText(
      `The contact is not in the inclusion list “${listName}”. Nothing syncs in either direction`,
    ),
  ).toBeVisible();
  await expectAccessible(page, 'lookup-excluded');
  await page.goto('/lookup?who=nobody%40nowhere.example');
  await expect(page.getByText('Nobody with this address or id is known')).toBeVisible();
  await expectAccessible(page, 'lookup-not-found');
});

test('another record of the address is pinned, and the next resync goes by it', async ({ page, sluice }) => {
  await openConnectedConsole(page);
  await ensureList(page);
  const { member } = await findPeople(sluice.hubspotUrl);
  await page.goto(`/lookup?who=${member.id}`);
  await page.getByRole('button', { name: 'Resync this contact' }).click();
  await expect(page.locator('#person').getByText('Linked', { exact: true })).toBeVisible();

  const org = await openSalesforceOrg(sluice.salesforceUrl, aurora.salesforceUser);
  const Email = emailOf(member);
  const other = await org.createRecord('Lead', { LastName: 'Pinned', Company: 'Second record', Email });
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByRole('button', { name: `Pin Lead ${other}` }).click();
  await expect(page.getByText('Nothing is written now.')).toBeVisible();
  await capture(page, 'lookup-pin-question');
  const writes = await readWrites(sluice);
  await page.getByRole('button', { name: 'Pin this record' }).click();
  await expect(page.getByText(`Pinned to Lead ${other}.`)).toBeVisible();
  await expect(page.getByText(/^Linked and pinned/)).toBeVisible();
  await expect(page.getByText('Different, goes to HubSpot').first()).toBeVisible();
  expect(await readWrites(sluice)).toEqual(writes);
  await expectAccessible(page, 'lookup-pinned');

  await page.getByRole('button', { name: 'Resync this contact' }).click();
  await expect(page.getByText('Both records agree as their sync rules want it.')).toBeVisible();
  const [lead] = await org.query(`SELECT LastName FROM Lead WHERE Id = '${other}'`);
  expect(lead).toMatchObject({ LastName: 'Pinned' });
});

test('while HubSpot is away the look-up says so, and goes on from there', async ({ page, sluice }) => {
  await openConnectedConsole(page);
  await ensureList(page);
  const { outsider } = await findPeople(sluice.hubspotUrl);
  await failRequests(sluice.hubspotUrl, {
    path: '/crm/**',
    status: 503,
    body: { status: 'error', message: 'down', category: 'UNAVAILABLE' },
  });
  await page.goto(`/lookup?who=${outsider.id}`);
  await expect(page.getByText('This person could not be looked up')).toBeVisible();
  await expect(page.getByText('HubSpot does not answer at the moment.')).toBeVisible();
  await expectAccessible(page, 'lookup-error');
  await clearFaults(sluice.hubspotUrl);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Not in the list', { exact: true })).toBeVisible();
});

test('a viewer sees everything and can start nothing', async ({ page, sluice }) => {
  await openConnectedConsole(page);
  const { member } = await findPeople(sluice.hubspotUrl);
  await forgetSession(page);
  await signIn(page, auroraViewer);
  await page.goto(`/lookup?who=${encodeURIComponent(emailOf(member))}`);
  await expect(page.getByRole('heading', { name: emailOf(member), exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Resync this contact' })).toBeDisabled();
  await expect(page.getByText('You can look but not change')).toBeVisible();
  await capture(page, 'lookup-viewer');
});

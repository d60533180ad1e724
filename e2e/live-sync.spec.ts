import type { Page } from '@playwright/test';
import { capture } from './journeys/capture.ts';
import { openConnectedConsole } from './journeys/console.ts';
import { chooseList, savedNotice } from './journeys/contacts-tab.ts';
import { openHubspotPages } from './journeys/hubspot-pages.ts';
import { openSalesforcePages } from './journeys/salesforce-pages.ts';
import { control } from './journeys/sandbox-control.ts';
import { expect, test } from './setup/test.ts';

test.use({ stack: 'live-sync', sweepIntervalSeconds: 5 });

// Each step waits for the list to settle; on a busy machine that adds up.
test.describe.configure({ timeout: 300_000 });

const listName = 'Customers in Italy';
const person = { Email: 'livia.sforza@brera.example', 'First name': 'Livia', 'Last name': 'Sforza' };

/** The shortest wait for HubSpot's lists that the product accepts. */
async function hurry(page: Page, appUrl: string): Promise<void> {
  const { revision } = await (await page.request.get('/api/settings')).json();
  const answer = await page.request.put('/api/settings/rules', {
    headers: { origin: appUrl },
    data: { expectedRevision: revision, rules: { settleDelaySeconds: 10 } },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  // The page would rightly refuse to save over what it has not seen.
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Manual resync' })).toBeVisible();
}

/** Looks a person up by the field in the header. */
async function lookUp(page: Page, who: string): Promise<void> {
  const field = page.getByRole('searchbox', { name: 'Look up a person' });
  await field.fill(who);
  await field.press('Enter');
  await expect(page.getByRole('heading', { name: who, exact: true })).toBeVisible();
}

/** Until an edit that was just saved was looked at and refused: its value is not on its way any more. */
async function expectRefused(page: Page, who: string): Promise<void> {
  const query = new URLSearchParams({ person: who, outcome: 'excluded', from: new Date().toISOString() });
  await expect(async () => {
    const answer = await page.request.get(`/api/attempts?${query}`);
    expect((await answer.json()).attempts).not.toEqual([]);
  }).toPass({ timeout: 60_000 });
}

test.beforeEach(async ({ page, sluice }) => {
  await control(sluice.hubspotUrl, 'settings', { evaluationLagMs: 500, searchLagMs: 500 });
  await openConnectedConsole(page);
  await hurry(page, sluice.appUrl);
});

test('edits of a member cross in both directions by themselves, and stop while the contact is out of the list', async ({
  page,
  context,
  sluice,
}) => {
  await chooseList(page, listName);
  const hubspot = openHubspotPages(await context.newPage(), sluice.hubspotUrl);
  const salesforce = openSalesforcePages(await context.newPage(), sluice.salesforceUrl);

  const contactId = await hubspot.create({ ...person, 'Country/Region': 'Italy' });
  await test.step('a contact that joins the list arrives in Salesforce', () =>
    hubspot.chooseStage(contactId, 'Customer'));
  const leadId = await salesforce.findLead(person.Email);

  await test.step('an edit in HubSpot shows in Salesforce', async () => {
    await hubspot.edit(contactId, { 'Phone Number': '+39 02 555 0101' });
    await salesforce.expectShown(leadId, { Phone: '+39 02 555 0101' });
  });

  await test.step('an edit in Salesforce shows in HubSpot', async () => {
    await salesforce.editLead(leadId, { 'Last Name': 'Sforza Visconti' });
    await hubspot.expectShown(contactId, { 'Last Name': 'Sforza Visconti' });
    await lookUp(page, person.Email);
    await expect(page.getByText('Both records agree as their sync rules want it.')).toBeVisible();
    await expect(page.getByText(/^In the list since /)).toBeVisible();
    await capture(page, 'live-member');
  });

  await test.step('out of the list, edits of both sides stay where they are', async () => {
    await hubspot.chooseStage(contactId, 'Lead');
    await hubspot.edit(contactId, { 'Job Title': 'Ambassador' });
    await expectRefused(page, contactId);
    await salesforce.editLead(leadId, { 'First Name': 'Livia Maria' });
    await expectRefused(page, contactId);
    await salesforce.expectShown(leadId, { Title: '', 'First Name': 'Livia Maria' });
    await hubspot.expectShown(contactId, { 'Job Title': 'Ambassador', 'First Name': 'Livia' });
  });

  await test.step('the look-up says why', async () => {
    await page.reload();
    await expect(
      page.getByText(
        `The contact is not in the inclusion list “${listName}”. Nothing syncs in either direction`,
      ),
    ).toBeVisible();
    await expect(page.getByText('Not in the list', { exact: true })).toBeVisible();
    await capture(page, 'live-left');
  });

  await test.step('back in the list, both sides agree again', async () => {
    await hubspot.chooseStage(contactId, 'Customer');
    await salesforce.expectShown(leadId, { Title: 'Ambassador' });
    await hubspot.expectShown(contactId, { 'First Name': 'Livia Maria' });
  });
});

test('a new Lead creates its contact outside the list, once', async ({ page, context, sluice }) => {
  await chooseList(page, 'Marketing qualified leads');
  await page.getByRole('switch', { name: 'From Leads' }).press('Space');
  await expect(page.getByRole('switch', { name: 'From Leads' })).toBeChecked();
  await expect(savedNotice(page)).toBeVisible();
  const hubspot = openHubspotPages(await context.newPage(), sluice.hubspotUrl);
  const salesforce = openSalesforcePages(await context.newPage(), sluice.salesforceUrl);
  const email = 'otto.brandt@hafen.example';

  const leadId = await salesforce.createLead({
    'First Name': 'Otto',
    'Last Name': 'Brandt',
    Company: 'Hafen AG',
    Email: email,
  });
  const contactId = await hubspot.find(email);
  await hubspot.expectShown(contactId, { 'Last Name': 'Brandt', 'Company Name': 'Hafen AG' });

  await salesforce.editLead(leadId, { 'Last Name': 'Brandt-Keller' });
  await expectRefused(page, contactId);
  await hubspot.expectShown(contactId, { 'Last Name': 'Brandt' });
  await page.goto(`/lookup?who=${leadId}`);
  await expect(page.getByRole('heading', { name: email })).toBeVisible();
});

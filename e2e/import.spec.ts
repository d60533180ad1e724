import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { expectAccessible } from './journeys/accessible.ts';
import { capture } from './journeys/capture.ts';
import { aurora, connectSalesforce, signIn } from './journeys/console.ts';
import { chooseList } from './journeys/contacts-tab.ts';
import { openHubspotAccount } from './journeys/hubspot-account.ts';
import { existingEmails, insideDomain, lastNamePrefix, makeImportRows } from './journeys/import-rows.ts';
import { addCondition, expectCount, openWizard } from './journeys/import-tab.ts';
import { speak } from './journeys/language.ts';
import { openSalesforceOrg } from './journeys/salesforce-org.ts';
import { control } from './journeys/sandbox-control.ts';
import { expect, test } from './setup/test.ts';

test.use({ stack: 'import' });

const listName = 'People of the inside';

test('without Salesforce there is nothing to import, and the page says where to connect', async ({
  page,
}) => {
  await signIn(page);
  await page.getByRole('link', { name: 'Import', exact: true }).click();
  await expect(page.getByText('An import needs a Salesforce connection.')).toBeVisible();
  await expect(page.getByText('Nothing has been imported yet.')).toBeVisible();
  await expect(page.getByText('Nobody is linked by the e-mail address alone.')).toBeVisible();
  await expectAccessible(page, 'import-not-connected');
});

test('3,000 records are chosen, previewed, imported and accounted for row by row', async ({
  page,
  sluice,
}) => {
  test.setTimeout(900_000);
  const hubspot = await openHubspotAccount(sluice.hubspotUrl, aurora.portalId);
  const salesforce = await openSalesforceOrg(sluice.salesforceUrl, aurora.salesforceUser);
  const expected = await makeImportRows(salesforce);
  for (const email of existingEmails) await hubspot.createContact({ email, firstname: 'Kept' });
  await hubspot.createActiveList(listName, 'hs_email_domain', [insideDomain]);
  await signIn(page);
  await connectSalesforce(page);
  await page.getByRole('link', { name: 'Contacts', exact: true }).click();
  await chooseList(page, listName);
  const { revision } = await (await page.request.get('/api/settings')).json();
  await page.request.put('/api/settings/rules', {
    headers: { origin: sluice.appUrl },
    data: { expectedRevision: revision, rules: { settleDelaySeconds: 10 } },
  });

  await test.step('choose, with a filter', async () => {
    await openWizard(page);
    await addCondition(page, 'LastName', 'starts with', lastNamePrefix);
    await expectAccessible(page, 'import-choose');
    await page.getByRole('button', { name: 'Preview', exact: true }).click();
  });

  await test.step('preview', async () => {
    await expect(page.getByText('3,000 records found and looked at')).toBeVisible({ timeout: 120_000 });
    await expectCount(page, 'New in HubSpot', 2_760);
    await expectCount(page, 'Already in HubSpot', 40);
    await expectCount(page, 'Of these in the list', 14);
    await expectCount(page, 'Of these outside the list', 26);
    await expectCount(page, 'Without e-mail', 100);
    await expectCount(page, 'Invalid e-mail', 50);
    await expectCount(page, 'Duplicate e-mail', 50);
    await expectAccessible(page, 'import-preview');
    const address = page.url();
    await page.reload();
    await expect(page.getByText('3,000 records found and looked at')).toBeVisible();
    expect(page.url()).toBe(address);
    await page.getByRole('button', { name: 'Change the choice' }).click();
    await expect(page.getByLabel('Value 1')).toHaveValue(lastNamePrefix);
    await page.goBack();
  });

  await test.step('start, and look again after a reload', async () => {
    await page.getByRole('button', { name: 'Start import' }).click();
    await expect(page.getByText('Import 3,000 records now?')).toBeVisible();
    await capture(page, 'import-question-1440');
    await page.getByRole('button', { name: 'Yes, import' }).click();
    await expect(page.getByRole('progressbar', { name: 'Progress of the import' })).toBeVisible();
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
    await page.reload();
    await page.getByRole('button', { name: 'Resume' }).click();
    const waiting = page.locator('dl > div').filter({ hasText: 'Waiting for the list' });
    await expect(waiting.getByRole('definition')).not.toHaveText('0', { timeout: 120_000 });
    await expectAccessible(page, 'import-waiting');
  });

  await test.step('the end', async () => {
    await expect(page.getByRole('status').filter({ hasText: /^Completed/ })).toBeVisible({
      timeout: 240_000,
    });
    await expectCount(page, 'Contacts created', 2_760);
    await expectCount(page, 'Already in HubSpot, linked', 40);
    await expectCount(page, 'Waiting for the list', 0);
    await expect(page.getByRole('button', { name: 'New import' })).toBeVisible();
    await expectAccessible(page, 'import-done');
    await speak(page, 'Italiano');
    await expect(page.getByText('Compilati con tutti i campi')).toBeVisible();
    await expectAccessible(page, 'import-done-it');
    await page.goto('/import');
    await expect(page.getByRole('button', { name: 'Anteprima', exact: true })).toBeVisible();
    await expectAccessible(page, 'import-it');
    await speak(page, 'English');
  });

  const rows = await test.step('the result file has each record once, with what became of it', async () => {
    const history = page.getByRole('table', { name: 'Past imports' });
    const download = page.waitForEvent('download');
    await history.getByRole('link', { name: 'Result (CSV)' }).click();
    const text = await readFile((await (await download).path()) ?? '', 'utf8');
    const parsed: Record<string, string>[] = parse(text, { columns: true });
    const found = parsed.map((row) => {
      const { outcome, reason } = row;
      const result = outcome === 'email_only' ? outcome : outcome === 'skipped' ? reason : 'filled';
      return [row.salesforce_id, { email: row.email?.toLowerCase(), contact: row.hubspot_contact, result }];
    });
    expect(parsed).toHaveLength(3_000);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
    return parsed;
  });

  await test.step('HubSpot holds what the file says, and nothing more', async () => {
    const contacts = await hubspot.readContacts(['email', 'firstname', 'lastname', 'city']);
    const byId = new Map(contacts.map((contact) => [contact.id, contact.properties]));
    for (const row of rows.filter(({ reason }) => reason === '')) {
      const { email, firstname, lastname, city } = byId.get(row.hubspot_id ?? '') ?? {};
      expect(email).toBe(row.email);
      const isFilled = row.outcome !== 'email_only';
      const isKept = existingEmails.includes(row.email ?? '');
      expect([
        isFilled ? lastname?.startsWith(lastNamePrefix) : lastname,
        isFilled ? city : (city ?? null),
      ]).toEqual(isFilled ? [true, 'Torino'] : [null, null]);
      if (isKept && !isFilled) expect(firstname).toBe('Kept');
    }
  });

  await test.step('one of those with an address only is explained by one click', async () => {
    const people = page.getByRole('table', { name: 'E-mail only' });
    await expect(people.getByRole('row')).toHaveCount(51);
    await page.getByRole('button', { name: 'Load more' }).click();
    await expect(people.getByRole('row')).toHaveCount(101);
    await people
      .getByRole('link', { name: /^See why wizard-\d+@outside.example/ })
      .first()
      .click();
    await expect(page.getByText(`The contact is not in the inclusion list “${listName}”.`)).toBeVisible();
  });

  await test.step('the same import once more writes nothing', async () => {
    const run = await page.request.get('/api/import');
    const [{ selection }] = (await run.json()).imports;
    const before = await control(sluice.hubspotUrl, 'counters', {}, 'GET');
    const started = await page.request.post('/api/import', {
      headers: { origin: sluice.appUrl },
      data: selection,
    });
    const { runId } = (await started.json()).run;
    await page.goto('/import');
    await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
    await expect(page.getByText('What to import')).toBeHidden();
    await page.goto(`/import?run=${runId}`);
    await expect(page.getByRole('button', { name: 'New import' })).toBeVisible({ timeout: 240_000 });
    const after = await control(sluice.hubspotUrl, 'counters', {}, 'GET');
    expect((after as { writes: object }).writes).toEqual((before as { writes: object }).writes);
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '#scripts/local/root.ts';
import { expectAccessible } from './journeys/accessible.ts';
import { capture } from './journeys/capture.ts';
import { aurora, auroraViewer, forgetSession, openConnectedConsole, signIn } from './journeys/console.ts';
import { chooseList } from './journeys/contacts-tab.ts';
import { openHubspotAccount } from './journeys/hubspot-account.ts';
import { addCondition, openWizard } from './journeys/import-tab.ts';
import { clearFaults, control, failRequests } from './journeys/sandbox-control.ts';
import { expect, test } from './setup/test.ts';

// The browser notes by itself that the server cannot answer.
test.use({ stack: 'import-refusals', expectedConsoleErrors: [/status of (422|503)/] });

/** Takes a field of Leads away from everybody, as an administrator of the org does with field-level security. */
async function hideLeadField(salesforceUrl: string, name: string): Promise<void> {
  const file = join(root, 'sandbox/salesforce/metadata/objects/lead.json');
  const lead: { fields: { name: string }[] } = JSON.parse(await readFile(file, 'utf8'));
  const fields = lead.fields.map((field) => (field.name === name ? { ...field, access: 'hidden' } : field));
  await control(salesforceUrl, 'objects', { object: { ...lead, fields } });
}

test('what stands in the way is said before the start', async ({ page, sluice }) => {
  await openConnectedConsole(page);

  await test.step('too few Salesforce calls left, with both numbers', async () => {
    await openWizard(page);
    await control(sluice.salesforceUrl, 'org', { dailyApiLimit: 1_000, apiCallsUsed: 895 });
    await page.getByRole('button', { name: 'Preview', exact: true }).click();
    await expect(
      page.getByText(/^The import needs about \d+ Salesforce calls, and only \d+ can be used/),
    ).toBeVisible();
    await expect(page.getByRole('button', { name: 'Start import' })).toBeDisabled();
    await expectAccessible(page, 'import-budget');
    await control(sluice.salesforceUrl, 'org', { dailyApiLimit: 100_000, apiCallsUsed: 0 });
  });

  await test.step('a field that the user may no longer read', async () => {
    await openWizard(page);
    await addCondition(page, 'Title', 'is', 'Countess');
    await hideLeadField(sluice.salesforceUrl, 'Title');
    await page.getByRole('button', { name: 'Preview', exact: true }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'This import cannot start as it is chosen' });
    await expect(alert).toContainText('may not read the field Title of Leads');
    await expectAccessible(page, 'import-refused');
  });

  await test.step('Salesforce does not answer', async () => {
    await failRequests(sluice.salesforceUrl, { path: '/services/data/**', status: 503, body: [] });
    await page.goto('/import');
    const alert = page.getByRole('alert').filter({ hasText: 'The fields of Salesforce could not be read' });
    await expect(alert).toBeVisible({ timeout: 60_000 });
    await capture(page, 'import-error-1440');
    await clearFaults(sluice.salesforceUrl);
    await alert.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('button', { name: 'Preview', exact: true })).toBeEnabled();
  });

  await test.step('a list that is gone', async () => {
    const hubspot = await openHubspotAccount(sluice.hubspotUrl, aurora.portalId);
    const goneName = 'Soon gone';
    const listId = await hubspot.createActiveList(goneName, 'hs_email_domain', ['inside.example']);
    await page.goto('/contacts');
    await chooseList(page, goneName);
    await hubspot.deleteList(listId);
    await page.goto('/import');
    await expect(page.getByText(`The inclusion list “${goneName}” cannot be used`)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Preview', exact: true })).toBeDisabled();
    await expectAccessible(page, 'import-list-gone');
  });

  await test.step('a viewer looks and starts nothing', async () => {
    await forgetSession(page);
    await signIn(page, auroraViewer);
    await page.goto('/import');
    await expect(page.getByRole('button', { name: 'Preview', exact: true })).toBeDisabled();
    await expect(page.getByText('You can look but not change').first()).toBeVisible();
    await capture(page, 'import-viewer-1440');
  });
});

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessible } from './journeys/accessible.ts';
import {
  aurora,
  auroraViewer,
  consent,
  forgetSession,
  goToSalesforce,
  northwind,
  openConnectedConsole,
  signIn,
} from './journeys/console.ts';
import { speak } from './journeys/language.ts';
import { control } from './journeys/sandbox-control.ts';
import { expect, test } from './setup/test.ts';

test.use({ stack: 'connection-page', expectedConsoleErrors: [/status of (409|422)/] });

/** The row of one finding, by what it says. */
const finding = (page: Page, text: string) =>
  page.getByRole('list', { name: 'Check of both accounts' }).getByRole('listitem').filter({ hasText: text });

const auditRow = (page: Page, text: string) =>
  page.getByRole('table', { name: 'Audit log' }).getByRole('row').filter({ hasText: text });

async function openConnectionTab(page: Page): Promise<void> {
  await openConnectedConsole(page);
  await page.getByRole('link', { name: 'Connection', exact: true }).click();
  await expect(finding(page, 'API calls used in the last 24 hours')).toBeVisible();
}

test('the check names what is wrong and who can fix it, and sees it mended', async ({ page, sluice }) => {
  await openConnectionTab(page);
  await expect(page.getByText('Nothing stands in the way of syncing.')).toBeVisible();
  const lock = (access: 'read' | 'edit') =>
    control(sluice.salesforceUrl, 'objects/Lead/fields', {
      fields: [{ name: 'Title', label: 'Title', type: 'string', length: 128, access }],
    });
  await lock('read');
  await control(sluice.salesforceUrl, 'org', { dailyApiLimit: 1_000, apiCallsUsed: 850 });
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(finding(page, 'The field Lead.Title may not be changed')).toContainText(
    'A Salesforce administrator: Give “Edit Access” to Title',
  );
  await expect(finding(page, 'API calls are getting scarce')).toContainText('of 1,000 used');
  await expect(page.getByText('1 problem, 1 warning')).toBeVisible();
  await page.getByText(/^Access to \d+ mapped fields$/).click();
  await expectAccessible(page, 'preflight-findings');
  await lock('edit');
  await control(sluice.salesforceUrl, 'org', { dailyApiLimit: 15_000, apiCallsUsed: 100 });
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.getByText('Nothing stands in the way of syncing.')).toBeVisible();
});

test('settings leave as a file and come back as a revision, with what they change shown first', async ({
  page,
}) => {
  await openConnectionTab(page);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export settings' }).click();
  const file = JSON.parse(await readFile(await (await download).path(), 'utf8'));
  const bring = async (document: unknown) => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Import settings from a file' }).click();
    const buffer = Buffer.from(JSON.stringify(document));
    await (await chooser).setFiles({ name: 'settings.json', mimeType: 'application/json', buffer });
  };
  await bring(file);
  await expect(page.getByText('settings.json holds the settings that are in force already.')).toBeVisible();
  const rules = { ...file.settings.rules, historyDays: 3 };
  await bring({ ...file, settings: { ...file.settings, rules, colour: 'blue' } });
  const faults = page.getByRole('alert').filter({ hasText: 'settings.json cannot be imported' });
  await expect(faults).toContainText('settings.rules.historyDays: this value is not allowed. Allowed: ≥ 7');
  await expect(faults).toContainText('settings.colour: there is no such setting.');
  await expectAccessible(page, 'settings-file-faults');
  Object.assign(rules, { historyDays: 30, syncOnJoin: false });
  await bring({ ...file, settings: { ...file.settings, rules } });
  await expect(page.getByText('settings.json would change 2 settings:')).toBeVisible();
  await expectAccessible(page, 'settings-file-diff');
  await page.getByRole('button', { name: 'Import these settings' }).click();
  await expect(page.getByText(/^The settings were imported as revision \d+/)).toBeVisible();
  const noted = auditRow(page, 'Imported settings from a file').first();
  await expect(noted).toContainText(/Days that history is kept: 90 →\s*becomes 30/);
  await expect(noted).toContainText(aurora.hubspotUser);
  expect(await (await page.request.get('/api/settings')).json()).toMatchObject({
    rules: { historyDays: 30, syncOnJoin: false },
  });
});

test('an administrator gives and takes roles, and the last one stays', async ({ page }) => {
  await signIn(page, auroraViewer);
  await page.goto('/connection');
  await expect(page.getByRole('table', { name: 'Users and roles' })).toContainText('View only');
  await expect(page.getByRole('combobox', { name: /^Role of/ })).toHaveCount(0);
  await forgetSession(page);
  await openConnectionTab(page);
  const roleOf = (person: string) => page.getByRole('combobox', { name: `Role of ${person}` });
  await roleOf(aurora.hubspotUser).selectOption('View only');
  await page.getByRole('button', { name: 'Yes, view only' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'This is the only administrator.' })).toBeVisible();
  await roleOf(auroraViewer).selectOption('Administrator');
  await expect(auditRow(page, `Changed the role of ${auroraViewer} to “Administrator”`)).toBeVisible();
  await roleOf(auroraViewer).selectOption('View only');
  await expect(auditRow(page, `Changed the role of ${auroraViewer} to “View only”`)).toBeVisible();
});

test('Salesforce is disconnected by its typed name; only then another organization may come', async ({
  page,
}) => {
  await openConnectionTab(page);
  await speak(page, 'Italiano');
  await page.getByRole('button', { name: 'Disconnetti Salesforce' }).click();
  await expect(page.getByRole('dialog')).toContainText('Che cosa resta');
  await expectAccessible(page, 'disconnect-dialog-it');
  await page.getByRole('button', { name: 'Mantieni la connessione' }).last().click();
  await speak(page, 'English');
  await page.getByRole('button', { name: 'Disconnect Salesforce' }).click();
  const dialog = page.getByRole('dialog');
  const typed = dialog.getByRole('textbox', { name: /^Type .+ to confirm$/ });
  await expect(typed).toBeFocused();
  await expectAccessible(page, 'disconnect-dialog');
  const confirm = dialog.getByRole('button', { name: 'Disconnect the organization' });
  await typed.fill('something else');
  await expect(confirm).toBeDisabled();
  const label = (await dialog.locator('label').textContent()) ?? '';
  await typed.fill(/^Type (.+) to confirm$/.exec(label)?.[1] ?? '');
  await confirm.click();
  await expect(page.getByText('Salesforce is not connected yet.')).toBeVisible();
  await expect(auditRow(page, 'Disconnected Salesforce')).toBeVisible();
  await goToSalesforce(page, northwind.salesforceUser);
  await page.getByRole('button', { name: 'Allow' }).click();
  await expect(page.getByText('Salesforce is connected', { exact: true })).toBeVisible();
  await expect(page.getByText(northwind.salesforceUser, { exact: true })).toBeVisible();
});

test('HubSpot is disconnected, and another account may be connected from the same page', async ({ page }) => {
  await openConnectionTab(page);
  await page.getByRole('button', { name: 'Disconnect HubSpot' }).click();
  const dialog = page.getByRole('dialog');
  const label = (await dialog.locator('label').textContent()) ?? '';
  await dialog.getByRole('textbox').fill(/^Type (.+) to confirm$/.exec(label)?.[1] ?? '');
  await dialog.getByRole('button', { name: 'Disconnect the HubSpot account' }).click();
  await expect(page.getByText(/^The HubSpot account .+ is disconnected\./)).toBeVisible();
  await expect(page.getByText('HubSpot is disconnected. Next step: connect it again')).toBeVisible();
  await expectAccessible(page, 'hubspot-disconnected');
  await page.getByRole('button', { name: 'Connect HubSpot' }).click();
  await consent(page, northwind.hubspotUser);
  await expect(page.getByText(`Hub ID ${northwind.portalId}`)).toBeVisible();
  await forgetSession(page);
  await signIn(page);
  await page.getByRole('link', { name: 'Connection', exact: true }).click();
  await expect(page.getByText(`Hub ID ${aurora.portalId}`)).toBeVisible();
});

test('the page speaks Italian and is free of accessibility violations', async ({ page }) => {
  await openConnectedConsole(page);
  await page.goto('/connection');
  await expect(auditRow(page, 'Connected Salesforce').first()).toBeVisible();
  await expectAccessible(page, 'connection');
  await speak(page, 'Italiano');
  await page.goto('/connection');
  await expect(page.getByRole('table', { name: 'Registro delle attività' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Controllo dei due account' })).toBeVisible();
  await page.waitForLoadState('networkidle');
  await expectAccessible(page, 'connection-it');
});

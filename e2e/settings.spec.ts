import type { Page } from '@playwright/test';
import { expectAccessible } from './journeys/accessible.ts';
import { openConnectedConsole } from './journeys/console.ts';
import { savedNotice } from './journeys/contacts-tab.ts';
import { expect, test } from './setup/test.ts';

test.use({ stack: 'settings', expectedConsoleErrors: [/status of (409|422)/] });

/** Presses a switch once it is there to be pressed: before its settings are read it is not. */
async function pressSwitch(page: Page, name: string): Promise<void> {
  const control = page.getByRole('switch', { name });
  await expect(control).toBeEnabled();
  await control.press('Space');
}

async function readRules(page: Page) {
  return (await (await page.request.get('/api/settings')).json()).rules;
}

test('every rule saves itself and can be undone', async ({ page }) => {
  await openConnectedConsole(page);
  const before = await readRules(page);
  for (const [label, name] of [
    ['From Leads', 'createFromLeads'],
    ['From Contacts', 'createFromContacts'],
    ['Create a Contact when an Account with that e-mail domain exists', 'contactForKnownAccount'],
    ['Sync contacts as soon as they join the list', 'syncOnJoin'],
  ] as const) {
    const control = page.getByRole('switch', { name: label });
    await pressSwitch(page, label);
    await expect(savedNotice(page)).toBeVisible();
    await expect.poll(() => readRules(page)).toMatchObject({ [name]: !before[name] });
    await savedNotice(page).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => readRules(page)).toEqual(before);
    await expect(control).toBeChecked({ checked: before[name] });
  }
  const archiving = page.getByRole('radio', { name: 'Delete the HubSpot contact' });
  await archiving.click();
  await expect(archiving).toBeChecked();
  await expect(savedNotice(page)).toContainText('deleted too');
  await savedNotice(page).getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Advanced', { exact: true }).click();
  const minutes = page.getByLabel('Minutes that imported contacts wait for the list');
  await minutes.fill('0');
  await minutes.press('Enter');
  await expect(page.getByText('Enter a whole number from 1 to 1440.')).toBeVisible();
  await minutes.fill('45');
  await minutes.press('Enter');
  await expect(savedNotice(page)).toContainText('Imported contacts wait up to 45 minutes for the list.');
  await savedNotice(page).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => readRules(page)).toEqual(before);
  const days = page.getByLabel('Days that history is kept');
  await days.fill('3');
  await days.press('Enter');
  await expect(page.getByText('Enter a whole number from 7 to 730.')).toBeVisible();
  await days.fill('30');
  await days.press('Enter');
  await expect(savedNotice(page)).toContainText('History is kept for 30 days.');
  await savedNotice(page).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => readRules(page)).toEqual(before);
  await expectAccessible(page, 'settings');
});

test('of two tabs the second is shown both versions', async ({ page }) => {
  await openConnectedConsole(page);
  const other = await page.context().newPage();
  await other.goto('/contacts');
  await pressSwitch(other, 'From Leads');
  await expect(savedNotice(other)).toBeVisible();
  await pressSwitch(page, 'From Leads');
  const conflict = page
    .getByRole('alert')
    .filter({ hasText: 'Somebody else changed the settings meanwhile' });
  await expect(conflict).toContainText('HubSpot contacts from Leads: on.');
  await conflict.getByRole('button', { name: 'Keep what is saved' }).click();
  await expect(conflict).toBeHidden();
  await pressSwitch(page, 'From Leads');
  await expect.poll(() => readRules(page)).toMatchObject({ createFromLeads: false });
});

test('a mapping whose types clash is refused with what would do, and nothing is saved', async ({ page }) => {
  await openConnectedConsole(page);
  await page.getByRole('button', { name: 'Edit field mappings' }).click();
  await page.getByRole('button', { name: 'Add a mapping' }).click();
  const added = page
    .getByRole('listitem')
    .filter({ has: page.getByLabel('HubSpot property') })
    .last();
  await added.getByRole('combobox', { name: 'HubSpot property' }).fill('twitterhandle');
  await page
    .getByRole('option', { name: /twitterhandle/ })
    .first()
    .click();
  await added.getByRole('combobox', { name: 'Salesforce field' }).fill('NumberOfEmployees');
  await page
    .getByRole('option', { name: /NumberOfEmployees/ })
    .first()
    .click();
  await expect(page.getByText('You have changes that are not saved.')).toBeVisible();
  await expect(added.getByText('The two types do not fit together.')).toBeVisible();
  await page.getByRole('button', { name: 'Save mappings' }).click();
  await expect(page.getByText('The field mappings were not saved')).toBeVisible();
  await expect(added.getByText('The two types do not fit together.')).toBeVisible();
  await expectAccessible(page, 'mapping-editor');
  const asked = page.waitForEvent('dialog');
  void page.getByRole('link', { name: 'Activity', exact: true }).click();
  await (await asked).dismiss();
  await expect(page).toHaveURL(/contacts/);
  await added.getByRole('button', { name: /^Use / }).first().click();
  await page.getByRole('button', { name: 'Save mappings' }).click();
  await expect(savedNotice(page)).toContainText('field mappings apply from now on');
  await savedNotice(page).getByRole('button', { name: 'Undo' }).click();
  await expect(savedNotice(page)).toContainText('23 field mappings');
});

/** The row of the editor whose HubSpot property has this name. */
function mappingOf(page: Page, property: string) {
  return page.getByRole('listitem').filter({ has: page.locator(`input[value*="(${property})"]`) });
}

const unsaved = 'You have changes that are not saved.';

test('of two edits of the mappings both are named, removed rows too', async ({ page, sluice }) => {
  await openConnectedConsole(page);
  await page.getByRole('button', { name: 'Edit field mappings' }).click();
  await mappingOf(page, 'mobilephone')
    .getByRole('button', { name: /^Remove/ })
    .click();
  await mappingOf(page, 'phone').getByLabel('Sync rule').selectOption({ label: 'Two-way' });

  const { revision, mappings } = await (await page.request.get('/api/mappings')).json();
  const isKept = (mapping: { hubspotProperty: string; salesforceType: string }) =>
    mapping.hubspotProperty !== 'jobtitle' || mapping.salesforceType !== 'Lead';
  const saved = await page.request.put('/api/mappings', {
    data: { expectedRevision: revision, mappings: mappings.filter(isKept) },
    headers: { origin: new URL(sluice.appUrl).origin },
  });
  expect(saved.status()).toBe(200);

  await page.getByRole('button', { name: 'Save mappings' }).click();
  const conflict = page.getByRole('alert').filter({ hasText: 'Somebody else changed the settings' });
  await expect(conflict).toContainText('Removed: jobtitle – Lead.Title.');
  await expect(conflict).toContainText(
    'Changed: phone – Lead.Phone. Removed: mobilephone – Lead.MobilePhone.',
  );
  await expectAccessible(page, 'mapping-conflict');
  await conflict.getByRole('button', { name: 'Keep what is saved' }).click();
  await expect(conflict).toBeHidden();
  await expect(mappingOf(page, 'mobilephone')).toBeVisible();
  await expect(mappingOf(page, 'jobtitle')).toBeHidden();

  await page.getByRole('button', { name: 'Reset to defaults' }).click();
  await page.getByRole('button', { name: 'Save mappings' }).click();
  await expect(savedNotice(page)).toContainText('23 field mappings');
  await expect(mappingOf(page, 'jobtitle')).toBeVisible();
});

test('unsaved mappings are asked about before going back, signing out and looking somebody up', async ({
  page,
}) => {
  await openConnectedConsole(page);
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await expect(page).toHaveURL(/activity/);
  await page.getByRole('link', { name: 'Contacts', exact: true }).click();
  await page.getByRole('button', { name: 'Edit field mappings' }).click();
  const protection = mappingOf(page, 'phone').getByRole('switch', { name: 'Protect values from blanks' });
  await protection.press('Space');
  await expect(page.getByText(unsaved)).toBeVisible();
  const objects = page.getByRole('radiogroup', { name: 'Salesforce object' });
  await objects.getByText('Contacts').click();
  await expect(protection).not.toBeChecked();
  await objects.getByText('Leads').click();
  await expect(protection).toBeChecked();

  const stay = async (leave: () => Promise<unknown>) => {
    const asked = page.waitForEvent('dialog');
    void leave();
    const dialog = await asked;
    expect(dialog.message()).toBe(unsaved);
    await dialog.dismiss();
    await expect(page).toHaveURL(/contacts/);
    await expect(page.getByText(unsaved)).toBeVisible();
  };
  await stay(() => page.evaluate(() => window.history.back()));
  await page.getByRole('button', { name: /account menu/i }).click();
  await stay(() => page.getByRole('menuitem', { name: 'Sign out' }).click());
  await page.getByRole('searchbox').fill('nobody@nowhere.example');
  await stay(() => page.getByRole('searchbox').press('Enter'));
  await page.getByRole('button', { name: 'Discard changes' }).click();
  await expect(page.getByText(unsaved)).toBeHidden();
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await expect(page).toHaveURL(/activity/);
});

test('the API describes itself, and the settings speak Italian', async ({ page }) => {
  await openConnectedConsole(page);
  const document = await (await page.request.get('/api/openapi.json')).json();
  expect(document).toMatchObject({ openapi: '3.1.0', paths: { '/api/mappings': {} } });
  await page.getByRole('button', { name: /account menu/i }).click();
  await page.getByRole('menuitemradio', { name: 'Italiano' }).click();
  await expect(page.getByRole('heading', { name: 'Eliminazione' })).toBeVisible();
  await expect(page.getByRole('switch', { name: 'Dai lead' })).toBeVisible();
  await page.getByRole('button', { name: 'Modifica le mappature' }).click();
  await expect(page.getByRole('button', { name: 'Aggiungi una mappatura' })).toBeVisible();
  await expectAccessible(page, 'settings-it');
});

import type { Page } from '@playwright/test';
import { localeCookie } from '#lib/client/i18n/locales.ts';
import { expectAccessible } from './journeys/accessible.ts';
import { aurora, consent, goToSalesforce, openConnectedConsole, signIn } from './journeys/console.ts';
import { chooseList } from './journeys/contacts-tab.ts';
import { speak } from './journeys/language.ts';
import { expect, test } from './setup/test.ts';

test.use({ stack: 'set-up', expectedConsoleErrors: [/status of 404/] });

const step = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, level: 3 }) });

/** The row of one finding, by what it says. */
const finding = (page: Page, text: string) =>
  page.getByRole('list', { name: 'Check of both accounts' }).getByRole('listitem').filter({ hasText: text });

test('three steps lead from the first sign-in to a complete set-up', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Connect HubSpot' }).click();
  await consent(page, aurora.hubspotUser);
  await expect(page).toHaveURL(/\/setup$/);
  await expect(step(page, 'Connect HubSpot')).toContainText('Done');
  await expect(step(page, 'Connect Salesforce')).toContainText('Next step');
  await expect(step(page, 'Choose the settings')).toContainText('Later');
  await expect(finding(page, 'The organization is not connected')).toContainText('Connect Salesforce above.');
  await expectAccessible(page, 'setup-first-run');
  await speak(page, 'Italiano');
  await expect(page.getByRole('heading', { name: 'Configura la sincronizzazione' })).toBeVisible();
  await expectAccessible(page, 'setup-first-run-it');
  await speak(page, 'English');
  await goToSalesforce(page, aurora.salesforceUser);
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByRole('link', { name: 'See the set-up' }).click();
  await expect(step(page, 'Connect Salesforce')).toContainText('Done');
  await expect(finding(page, 'Connected as')).toContainText('In order');
  await step(page, 'Choose the settings').getByRole('link', { name: 'Choose settings' }).click();
  await chooseList(page, 'Customers in Italy');
  await page.goto('/setup');
  await expect(page.getByText('The set-up is complete')).toBeVisible();
  await expect(step(page, 'Choose the settings')).toContainText('Customers in Italy');
  await expectAccessible(page, 'setup-complete');
  await page.goto('/');
  await expect(page).toHaveURL(/\/contacts$/);
});

test('unsaved field mappings are not lost by going back or signing out', async ({ page }) => {
  await openConnectedConsole(page);
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await expect(page).toHaveURL(/\/activity$/);
  await page.getByRole('link', { name: 'Contacts', exact: true }).click();
  await expect(page).toHaveURL(/\/contacts$/);
  const entry = () => page.evaluate('navigation.currentEntry.index');
  const before = await entry();
  await page.getByRole('button', { name: 'Edit field mappings' }).click();
  await page.getByRole('button', { name: 'Add a mapping' }).click();
  const unsaved = page.getByText('You have changes that are not saved.');
  await expect(unsaved).toBeVisible();
  let questions = 0;
  const refuse = (dialog: { dismiss: () => Promise<void> }) => {
    questions += 1;
    return dialog.dismiss();
  };
  page.on('dialog', refuse);
  await page.goBack();
  await expect.poll(() => questions).toBe(1);
  await expect(unsaved).toBeVisible();
  await page.getByRole('button', { name: /account menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect.poll(() => questions).toBe(2);
  await expect(unsaved).toBeVisible();
  page.off('dialog', refuse);
  await page.getByRole('button', { name: 'Discard changes' }).click();
  await expect(unsaved).toBeHidden();
  await expect.poll(entry).toBe(before);
  await page.goBack();
  await expect(page).toHaveURL(/\/activity$/);
});

test('an address that is nowhere is answered with a way back', async ({ page }) => {
  await signIn(page);
  const answer = await page.goto('/no-such-page');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'There is no page here' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to the contact settings' }).click();
  await expect(page).toHaveURL(/\/contacts$/);
});

test.describe('when the frame of the console itself fails', () => {
  test.use({ expectedConsoleErrors: [/no time zone/] });

  test('the page says so in the language it had, and is tried again', async ({ page, context, sluice }) => {
    await signIn(page);
    await context.addCookies([{ name: localeCookie, value: 'it', url: sluice.appUrl }]);
    // A browser that cannot tell its time zone: the first thing the frame asks for.
    await page.addInitScript(() => {
      if (window.name === 'mended') return;
      Intl.DateTimeFormat.prototype.resolvedOptions = () => {
        throw new Error('no time zone');
      };
    });
    await page.goto('/contacts');
    await expect(
      page.getByRole('heading', { name: 'Non è stato possibile mostrare questa pagina' }),
    ).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'it');
    await expectAccessible(page, 'frame-failed');
    await page.evaluate(() => {
      window.name = 'mended';
    });
    await page.getByRole('button', { name: 'Riprova' }).click();
    await expect(page.getByRole('heading', { name: 'Limitazione della sincronizzazione' })).toBeVisible();
  });
});

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { capture } from './journeys/capture.ts';
import { northwind, openConnectedConsole, signIn } from './journeys/console.ts';
import {
  chooseList,
  inclusionListButton,
  listOption,
  openLatestRun,
  openPicker,
  savedNotice,
  searchField,
  startResync,
} from './journeys/contacts-tab.ts';
import { openHubspotAccount } from './journeys/hubspot-account.ts';
import { control } from './journeys/sandbox-control.ts';
import { expect, test } from './setup/test.ts';

test.use({ stack: 'look' });

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
const schemes = ['light', 'dark'] as const;
const languages = [
  { locale: 'en', name: 'English' },
  { locale: 'it', name: 'Italiano' },
] as const;

/** Looks at the page in both colour schemes, wide and narrow: nothing may stand in anybody's way. */
async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Without frames on the page, the quicker way of asking finds the same.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(levels).analyze();
    const found = violations.map(({ id, nodes }) => ({ rule: id, where: nodes.map(({ html }) => html) }));
    expect(found, `${name} in ${colorScheme}`).toEqual([]);
    await capture(page, `${name}-${colorScheme}-1440`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 375, height: 812 });
  const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  // What floats finds its new place a frame later.
  await expect.poll(overhang, `${name} fits a narrow screen`).toBeLessThanOrEqual(0);
  await capture(page, `${name}-light-375`);
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function chooseLanguage(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /account menu|menu dell’account/i }).click();
  await page.getByRole('menuitemradio', { name }).click();
}

test('every page is free of accessibility violations, in both languages, light and dark', async ({
  page,
}) => {
  await page.goto('/signin');
  for (const { locale, name } of [...languages].reverse()) {
    await page.getByText(name, { exact: true }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', locale);
    await expectAccessible(page, `signin-${locale}`);
  }
  await openConnectedConsole(page);
  await chooseList(page, 'Customers in Italy');
  await startResync(page);
  await expect(page.getByText(/^Last resync: Completed/)).toBeVisible();
  const run = await openLatestRun(page);
  for (const { locale, name } of languages) {
    await page.goto('/contacts');
    await chooseLanguage(page, name);
    await expect(page.locator('html')).toHaveAttribute('lang', locale);
    for (const [title, path] of [
      ['contacts', '/contacts'],
      ['connection', '/connection'],
      ['health', '/health'],
      ['health-records', '/health/records?standing=in_sync'],
      ['activity', '/activity'],
      ['run', run],
    ] as const) {
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      await expectAccessible(page, `${title}-${locale}`);
    }
  }
});

test('what opens and what is announced is accessible, too', async ({ page }) => {
  await openConnectedConsole(page);
  await openPicker(page);
  await expect(listOption(page, /^Customers in Italy/)).toBeVisible();
  await expectAccessible(page, 'picker-open');
  await searchField(page).press('Escape');
  await chooseList(page, 'Marketing qualified leads');
  await expectAccessible(page, 'list-chosen');
  await page.getByRole('button', { name: 'Resync', exact: true }).click();
  await expectAccessible(page, 'resync-question');
  await page.getByRole('button', { name: /account menu/ }).click();
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
  await expectAccessible(page, 'account-menu');
});

test('a list is chosen and resynced without a mouse', async ({ page }) => {
  await openConnectedConsole(page);
  await page.reload();
  await expect(inclusionListButton(page)).toBeEnabled();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the settings' })).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, inclusionListButton(page));
  await page.keyboard.press('Enter');
  await expect(searchField(page)).toBeFocused();
  await page.keyboard.type('decision');
  await expect(listOption(page, /^Customers in Italy/)).toBeHidden();
  await expect(listOption(page, /^Energy decision makers/)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(savedNotice(page)).toContainText('Inclusion list: Energy decision makers.');
  await expect(inclusionListButton(page)).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: 'Resync now' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Start resync' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Last resync: Completed/)).toBeVisible();
});

/** Presses Tab until the control has the focus; it must come within a screenful of controls. */
async function tabTo(page: Page, control: ReturnType<Page['getByRole']>): Promise<void> {
  for (let presses = 0; presses < 25; presses += 1) {
    await page.keyboard.press('Tab');
    if (await control.evaluate((element) => element === document.activeElement)) return;
  }
  await expect(control).toBeFocused();
}

test('the dropdown stays quick with 5,000 lists', async ({ page, sluice }) => {
  await control(sluice.hubspotUrl, 'settings', { callsPerTenSeconds: null });
  const hubspot = await openHubspotAccount(sluice.hubspotUrl, northwind.portalId);
  for (let first = 1; first <= 5_000; first += 100) {
    const numbers = Array.from({ length: 100 }, (_, index) => first + index);
    await Promise.all(
      numbers.map((number) => hubspot.createActiveList(`Segment ${number}`, 'zip', [String(number)])),
    );
  }
  await signIn(page, northwind.hubspotUser);
  await openPicker(page);
  await expect(page.getByText(/ of 5,001 lists loaded$/)).toBeVisible();
  expect(await page.getByRole('option').count()).toBeLessThan(40);
  await expectAccessible(page, 'picker-5000');
  await searchField(page).fill('Segment 4321');
  await expect(listOption(page, /^Segment 4321/)).toBeVisible();
  await expect(page.getByText('1 of 1 lists loaded')).toBeVisible();
  await searchField(page).press('Enter');
  await expect(savedNotice(page)).toContainText('Inclusion list: Segment 4321.');
});

import type { Locator, Page } from '@playwright/test';
import { localeCookie } from '#lib/client/i18n/locales.ts';
import { expectAccessible } from './journeys/accessible.ts';
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
import { previewImport, runImport } from './journeys/import-tab.ts';
import { listLongFrames, measureFirstLoad } from './journeys/measures.ts';
import { control } from './journeys/sandbox-control.ts';
import { expect, test } from './setup/test.ts';

test.use({ stack: 'look' });

/** Prints a figure and keeps it in the report. Times are told, never judged: the machine may be busy. */
function note(description: string): void {
  test.info().annotations.push({ type: 'measured', description });
  process.stdout.write(`${description}\n`);
}

/** A few Leads, so that an import of them takes a moment only. */
const nearlyNobody = {
  salesforceTypes: ['Lead'],
  filter: { conditions: [{ field: 'LastName', operator: 'starts_with', value: 'Ba' }] },
};
const languages = [
  { locale: 'en', name: 'English' },
  { locale: 'it', name: 'Italiano' },
] as const;

test('every page is free of accessibility violations, in both languages, light and dark', async ({
  page,
  sluice,
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
  const pages = [
    ['contacts', '/contacts'],
    ['connection', '/connection'],
    ['health', '/health'],
    ['health-records', '/health/records?standing=in_sync'],
    ['activity', '/activity'],
    ['run', run],
    ['setup', '/setup'],
    ['import-choose', '/import'],
    ['import-preview', await previewImport(page, sluice.appUrl, nearlyNobody)],
    ['import-run', await runImport(page, sluice.appUrl, nearlyNobody)],
    ['lookup', '/lookup'],
    ['lookup-member', '/lookup?who=giulia.rossi@pastificiomoro.example'],
    ['lookup-email-only', await findEmailOnly(page)],
  ] as const;
  for (const { locale } of languages) {
    await page.context().addCookies([{ name: localeCookie, value: locale, url: sluice.appUrl }]);
    for (const [title, path] of pages) {
      await page.goto(path);
      await expect(page.locator('html')).toHaveAttribute('lang', locale);
      await page.waitForLoadState('networkidle');
      await expectAccessible(page, `${title}-${locale}`);
    }
  }
});

/** The look-up of somebody whom an import has linked by the address alone. */
async function findEmailOnly(page: Page): Promise<string> {
  const { people } = await (await page.request.get('/api/email-only')).json();
  return `/lookup?who=${people[0].hubspotContactId}`;
}

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

test('the Contacts tab loads little and moves nothing', async ({ page }) => {
  await openConnectedConsole(page);
  const { scriptBytes, largestPaintMs, layoutShift } = await measureFirstLoad(page, '/contacts');
  const kilobytes = Math.round(scriptBytes / 1_000);
  note(
    `Contacts tab: ${kilobytes} kB of JavaScript, largest paint after ${largestPaintMs} ms, shift ${layoutShift}`,
  );
  expect(kilobytes).toBeGreaterThan(50);
  expect(kilobytes).toBeLessThanOrEqual(220);
  expect(layoutShift).toBeLessThan(0.02);
});

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
  await expect(inclusionListButton(page)).toBeEnabled();
  const opening = await listLongFrames(page, async () => {
    await openPicker(page);
    await expect(page.getByText(/ of 5,001 lists loaded$/)).toBeVisible();
  });
  expect(await page.getByRole('option').count()).toBeLessThan(40);
  const filter = async () => {
    await searchField(page).fill('Segment 4321');
    await expect(listOption(page, /^Segment 4321/)).toBeVisible();
    await expect(page.getByText('1 of 1 lists loaded')).toBeVisible();
  };
  const filtering = await listLongFrames(page, filter);
  const tell = (frames: readonly string[]) => (frames.length === 0 ? 'none' : frames.join('; '));
  note(`5,000 lists, frames over 50 ms: opening ${tell(opening)}; filtering ${tell(filtering)}`);
  await searchField(page).fill('');
  await expect(page.getByText(/ of 5,001 lists loaded$/)).toBeVisible();
  await expectAccessible(page, 'picker-5000');
  await filter();
  await searchField(page).press('Enter');
  await expect(savedNotice(page)).toContainText('Inclusion list: Segment 4321.');
});

test('the way from the first sign-in to a resync is gone without a mouse', async ({ page }) => {
  const pressButton = async (name: string | RegExp) => {
    await tabTo(page, page.getByRole('button', { name, exact: typeof name === 'string' }));
    await page.keyboard.press('Enter');
  };
  await test.step('both accounts are connected', async () => {
    await page.goto('/signin');
    await pressButton('Connect HubSpot');
    await tabTo(page, page.locator('input[type=radio]:checked'));
    const user = page.getByRole('radio', { name: northwind.hubspotUser });
    while (!(await user.isChecked())) await page.keyboard.press('ArrowDown');
    await pressButton('Connect app');
    await expect(page).toHaveURL(/\/setup$/);
    await pressButton('Connect Salesforce');
    await pressButton(new RegExp(northwind.salesforceUser));
    await pressButton('Allow');
    await expect(page.getByText('Salesforce is connected', { exact: true })).toBeVisible();
  });
  await test.step('a list is found, chosen and resynced', async () => {
    await tabTo(page, page.getByRole('link', { name: 'Contacts', exact: true }));
    await page.keyboard.press('Enter');
    await expect(inclusionListButton(page)).toBeEnabled();
    await page.reload();
    await expect(inclusionListButton(page)).toBeEnabled();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Skip to the settings' })).toBeFocused();
    await page.keyboard.press('Enter');
    await tabTo(page, inclusionListButton(page));
    await page.keyboard.press('Enter');
    await expect(searchField(page)).toBeFocused();
    await page.keyboard.type('marketing');
    await expect(listOption(page, /^Segment/)).toHaveCount(0);
    await expect(listOption(page, /^Marketing qualified leads/)).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(savedNotice(page)).toContainText('Inclusion list: Marketing qualified leads.');
    await expect(inclusionListButton(page)).toBeFocused();
    await pressButton('Resync now');
    await expect(page.getByRole('button', { name: 'Start resync' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByText(/^Last resync: Completed/)).toBeVisible();
  });
});

/** Presses Tab until the control has the focus; it must come within a screenful of controls. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeVisible();
  for (let presses = 0; presses < 25; presses += 1) {
    await page.keyboard.press('Tab');
    if (await control.evaluate((element) => element === document.activeElement)) return;
  }
  await expect(control).toBeFocused();
}

import { expect, type Locator, type Page } from '@playwright/test';

/** The dropdown of *Limit sync*, as a closed button. */
export function inclusionListButton(page: Page): Locator {
  return page.getByLabel('Inclusion list (segment)', { exact: true }).and(page.getByRole('button'));
}

/** One entry of the open dropdown. */
export function listOption(page: Page, name: string | RegExp): Locator {
  return page.getByRole('option', { name });
}

/** Where lists are searched while the dropdown is open. */
export function searchField(page: Page): Locator {
  return page.getByRole('combobox', { name: 'Search lists by name' });
}

export async function openPicker(page: Page): Promise<void> {
  await inclusionListButton(page).click();
  await expect(searchField(page)).toBeFocused();
}

/** The confirmation of the newest save. */
export function savedNotice(page: Page): Locator {
  return page.getByRole('alert').filter({ hasText: 'Your setting has been updated.' });
}

/** What a choice would mean, while it is held. */
export function impactPanel(page: Page): Locator {
  return page.getByRole('region', { name: /^What would change with/ });
}

/** Chooses a list, or "No limit", and waits until it is saved; one that would stop many is confirmed. */
export async function chooseList(page: Page, name: string): Promise<void> {
  await openPicker(page);
  await listOption(page, new RegExp(`^${escapePattern(name)}`)).click();
  const saved = savedNotice(page).filter({ hasText: `Inclusion list: ${name}` });
  const confirm = impactPanel(page).getByRole('button', { name: /^Use / });
  await expect(saved.or(confirm)).toBeVisible();
  if (await confirm.isVisible()) await confirm.click();
  await expect(saved).toBeVisible();
}

/** Presses *Resync* and confirms. */
export async function startResync(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Resync', exact: true }).click();
  await page.getByRole('button', { name: 'Start resync' }).click();
}

/** Opens the newest run from the Contacts tab; answers its address. */
export async function openLatestRun(page: Page): Promise<string> {
  await page.getByRole('link', { name: /Open this run|See what happened/ }).click();
  await expect(page.getByRole('heading', { name: 'Resync', level: 2 })).toBeVisible();
  return new URL(page.url()).pathname;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

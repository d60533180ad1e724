import { expect, type Page } from '@playwright/test';

/** Chooses a language in the account menu. */
export async function speak(page: Page, name: 'English' | 'Italiano'): Promise<void> {
  await page.getByRole('button', { name: /account menu|menu dell’account/i }).click();
  await page.getByRole('menuitemradio', { name }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', name === 'English' ? 'en' : 'it');
}

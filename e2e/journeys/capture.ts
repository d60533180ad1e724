import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { root } from '#scripts/local/root.ts';

/** Keeps a picture of the whole page in screenshots/ when SCREENSHOTS is set: for people to look at, not to compare. */
export async function capture(page: Page, name: string): Promise<void> {
  if (process.env.SCREENSHOTS === undefined) return;
  await page.screenshot({ path: join(root, 'screenshots', `${name}.png`), fullPage: true });
}

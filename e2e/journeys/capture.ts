import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { root } from '#scripts/local/root.ts';

/** Keeps a picture in screenshots/ when SCREENSHOTS is set: for people to look at, never to compare. */
export async function capture(page: Page, name: string, { fullPage = true } = {}): Promise<void> {
  if (process.env.SCREENSHOTS === undefined) return;
  await page.screenshot({ path: join(root, 'screenshots', `${name}.png`), fullPage });
}

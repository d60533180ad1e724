import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { root } from '#scripts/local/root.ts';

/**
 * Keeps a picture in screenshots/ when SCREENSHOTS is set: for people to look at, never to compare.
 *
 * @param height how much of the page is shown, from its top; without it, all
 */
export async function capture(page: Page, name: string, height?: number): Promise<void> {
  if (process.env.SCREENSHOTS === undefined) return;
  const width = page.viewportSize()?.width ?? 0;
  const clip = height === undefined ? {} : { clip: { x: 0, y: 0, width, height } };
  await page.screenshot({ path: join(root, 'screenshots', `${name}.png`), fullPage: true, ...clip });
}

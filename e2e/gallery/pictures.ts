import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Locale, localeCookie, locales } from '#lib/client/i18n/locales.ts';
import { root } from '#scripts/local/root.ts';
import { connectSalesforce, signIn } from '../journeys/console.ts';
import { expect, test } from '../setup/test.ts';
import { liveDemoDay } from './demo-day.ts';
import { listScenes, newcomerScenes, type Scene, strangerScenes, wordsOf } from './scenes.ts';

const folder = join(root, 'screenshots/pages');
const sizes = [
  { width: 1440, height: 900 },
  { width: 375, height: 812 },
] as const;
const schemes = ['light', 'dark'] as const;

test.use({ stack: 'gallery', sweepIntervalSeconds: 5, expectedConsoleErrors: [/status of 404/] });

/** Nothing is on its way any more: neither an answer nor what stands in its place. */
async function waitUntilDrawn(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
}

/** Opens the scene anew: what hangs on a control is not shown while the control is out of sight. */
async function open(page: Page, scene: Scene, locale: Locale): Promise<void> {
  await page.goto(scene.path);
  await waitUntilDrawn(page);
  await scene.act?.(page, wordsOf(locale));
  await waitUntilDrawn(page);
}

/** Makes the window as high as the page: a long list draws only what is in view, and grows by what it then draws. */
async function unfold(page: Page, width: number): Promise<void> {
  for (let draws = 0; draws < 2; draws += 1) {
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height });
    await waitUntilDrawn(page);
  }
}

async function photograph(page: Page, scene: Scene, locale: Locale): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    await open(page, scene, locale);
    if (!scene.act) await unfold(page, size.width);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const path = join(folder, `${scene.name}-${locale}-${colorScheme}-${size.width}.png`);
      await page.screenshot({ path, fullPage: true, animations: 'disabled' });
    }
  }
}

/** Every scene in every language. The language is a cookie, so that nobody has to choose it by hand. */
async function photographAll(page: Page, appUrl: string, scenes: readonly Scene[]): Promise<void> {
  for (const locale of [...locales].reverse()) {
    await page.context().addCookies([{ name: localeCookie, value: locale, url: appUrl }]);
    for (const scene of scenes) {
      await test.step(`${scene.name} in ${locale}`, () => photograph(page, scene, locale));
    }
  }
  await page.setViewportSize(sizes[0]);
}

test('pictures of every page', async ({ page, sluice }) => {
  rmSync(folder, { recursive: true, force: true });
  await photographAll(page, sluice.appUrl, strangerScenes);
  await signIn(page);
  await photographAll(page, sluice.appUrl, newcomerScenes);
  await connectSalesforce(page);
  const day = await test.step('a day of an admin', () => liveDemoDay(page, sluice));
  await photographAll(page, sluice.appUrl, listScenes(day));
});

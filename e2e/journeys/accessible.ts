import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { capture } from './capture.ts';

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/** Looks at the page in both colour schemes, wide and narrow, and keeps pictures of it when they are wanted. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(levels).analyze();
    const found = violations.map(({ id, nodes }) => ({ rule: id, where: nodes.map(({ html }) => html) }));
    await capture(page, `${name}-${colorScheme}-1440`);
    expect(found, `${name} in ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 375, height: 812 });
  const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await expect.poll(overhang, `${name} fits a narrow screen`).toBeLessThanOrEqual(0);
  await capture(page, `${name}-light-375`);
  await page.setViewportSize({ width: 1440, height: 900 });
}

import { arch, platform } from 'node:os';
import chromium from '@sparticuz/chromium';

/**
 * The Chromium that comes with the packages, so that `npm ci` is the whole installation. It exists for Linux on x64;
 * elsewhere null: Playwright's own, from `npx playwright install chromium`.
 */
export async function findBrowser(): Promise<string | null> {
  return platform() === 'linux' && arch() === 'x64' ? await chromium.executablePath() : null;
}

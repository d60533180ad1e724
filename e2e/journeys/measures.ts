import type { Page } from '@playwright/test';

type FirstLoad = {
  /** The JavaScript that the document itself names, as it crosses the network: compressed. */
  readonly scriptBytes: number;
  readonly largestPaintMs: number;
  /** Shifts that nobody caused; 0.1 and below counts as good. */
  readonly layoutShift: number;
};

/** Loads a page as somebody does who comes for the first time, and measures it. */
export async function measureFirstLoad(page: Page, path: string): Promise<FirstLoad> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await session.detach();
  await page.goto(path);
  await page.waitForLoadState('networkidle');
  const paint = await page.evaluate(async () => {
    const read = (type: string) =>
      new Promise<PerformanceEntry[]>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries())).observe({ type, buffered: true });
        // Nothing comes where there is nothing to tell.
        setTimeout(() => resolve([]), 1_000);
      });
    const [paints, shifts] = await Promise.all([read('largest-contentful-paint'), read('layout-shift')]);
    const values = shifts.map((shift) => (shift as PerformanceEntry & { value: number }).value);
    return {
      largestPaintMs: Math.round(paints.at(-1)?.startTime ?? 0),
      layoutShift: values.reduce((sum, value) => sum + value, 0),
    };
  });
  return { ...paint, scriptBytes: await weighScripts(page, path) };
}

async function weighScripts(page: Page, path: string): Promise<number> {
  const document = await (await page.request.get(path)).text();
  // Browsers of today leave the others out.
  const tags = (document.match(/<script[^>]*>/g) ?? []).filter((tag) => !/nomodule/i.test(tag));
  const addresses = new Set(tags.flatMap((tag) => /src="([^"]+)"/.exec(tag)?.[1] ?? []));
  return page.evaluate(
    async (paths) => {
      const urls = new Set(paths.map((each) => new URL(each, window.location.href).href));
      const sizes = performance
        .getEntriesByType('resource')
        .filter(({ name }) => urls.has(name))
        .map((entry) => (entry as PerformanceResourceTiming).encodedBodySize);
      if (sizes.length < urls.size) throw new Error('not every script of the document was loaded');
      return sizes.reduce((sum, size) => sum + size, 0);
    },
    [...addresses],
  );
}

/** The longest time between two frames while something is done, in milliseconds. */
export async function measureLongestFrame(page: Page, act: () => Promise<unknown>): Promise<number> {
  const watch = await page.evaluateHandle(() => {
    const watching = { longest: 0, isOver: false };
    let last = performance.now();
    const note = (now: number) => {
      watching.longest = Math.max(watching.longest, now - last);
      last = now;
      if (!watching.isOver) requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
    return watching;
  });
  await act();
  return watch.evaluate((watching) => {
    watching.isOver = true;
    return Math.round(watching.longest);
  });
}

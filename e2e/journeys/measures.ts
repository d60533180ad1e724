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

type LongFrame = PerformanceEntry & {
  readonly scripts: readonly { readonly duration: number; readonly invoker: string }[];
};

/** Every frame of more than 50 ms while something is done, as the browser itself notes them, with what it was at. */
export async function listLongFrames(page: Page, act: () => Promise<unknown>): Promise<string[]> {
  const frames = await page.evaluateHandle(() => {
    const noted: string[] = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as LongFrame[]) {
        const scripts = entry.scripts.map((script) => `${script.invoker} ${Math.round(script.duration)} ms`);
        noted.push(`${Math.round(entry.duration)} ms (${scripts.join(', ') || 'no script'})`);
      }
    }).observe({ type: 'long-animation-frame' });
    return noted;
  });
  await act();
  return await frames.jsonValue();
}

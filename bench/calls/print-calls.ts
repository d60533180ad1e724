import type { Floor } from './floor.ts';

type Calls = Readonly<Record<keyof Floor, ReadonlyMap<string, number>>>;

/** Every route, and the sum beside the floor, per 1,000 contacts. */
export function printCalls(title: string, contacts: number, calls: Calls, floor: Floor): void {
  const perThousand = (count: number) => ((count * 1_000) / contacts).toFixed(2).padStart(7);
  console.log(`\n${title}: ${contacts} contacts, calls per 1,000`);
  for (const platform of ['hubspot', 'salesforce'] as const) {
    const routes = [...calls[platform]].toSorted(([, first], [, second]) => second - first);
    for (const [route, count] of routes)
      console.log(`  ${perThousand(count)}  ${platform.padEnd(10)} ${route}`);
    const sum = routes.reduce((total, [, count]) => total + count, 0);
    const times = floor[platform] === 0 ? '' : `, ${(sum / floor[platform]).toFixed(2)} x floor`;
    console.log(
      `  ${perThousand(sum)}  ${platform} in all, floor ${perThousand(floor[platform]).trim()}${times}`,
    );
  }
}

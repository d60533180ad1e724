import { describe, expect, it } from 'vitest';
import { createClock } from './clock.ts';

describe.each(['manual', 'real'] as const)('a %s clock', (mode) => {
  it('runs due timers in the order of their times, each at its own time', () => {
    const clock = createClock({ mode, startAt: 1_000_000 });
    const start = clock.now();
    const seen: string[] = [];
    clock.after(30_000, () => seen.push(`late ${Math.round((clock.now() - start) / 1000)}`));
    clock.after(10_000, () => {
      seen.push(`early ${Math.round((clock.now() - start) / 1000)}`);
      clock.after(5_000, () => seen.push(`nested ${Math.round((clock.now() - start) / 1000)}`));
    });
    clock.after(60_000, () => seen.push('beyond'));
    clock.advance(40_000);
    expect(seen).toEqual(['early 10', 'nested 15', 'late 30']);
  });

  it('runs timers of the same time first come, first served', () => {
    const clock = createClock({ mode, startAt: 0 });
    const seen: number[] = [];
    for (let i = 0; i < 20; i++) clock.after(5_000, () => seen.push(i));
    clock.advance(6_000);
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('does not run a cancelled timer', () => {
    const clock = createClock({ mode, startAt: 0 });
    const seen: string[] = [];
    const timers = [50_000, 10_000, 40_000, 20_000, 30_000].map((ms) =>
      clock.after(ms, () => seen.push(String(ms))),
    );
    timers[1]?.cancel();
    timers[4]?.cancel();
    clock.advance(60_000);
    expect(seen).toEqual(['20000', '40000', '50000']);
  });

  it('wakes a sleeper', async () => {
    const clock = createClock({ mode, startAt: 0 });
    const sleeper = clock.sleep(60_000).then(() => 'awake');
    clock.advance(60_001);
    expect(await sleeper).toBe('awake');
  });
});

it('a manual clock stands still by itself', () => {
  const clock = createClock({ mode: 'manual', startAt: 7 });
  expect(clock.now()).toBe(7);
});

it('a real clock fires timers without being advanced', async () => {
  const clock = createClock({ mode: 'real' });
  await clock.sleep(1);
  expect(clock.now()).toBeGreaterThan(0);
});

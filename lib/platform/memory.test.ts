import { expect, it, vi } from 'vitest';
import { createMemory } from './memory.ts';
import { createTestClock } from './test-clock.ts';

const set = () => {
  const clock = createTestClock();
  return { clock, memory: createMemory(clock, 60_000), read: vi.fn(async () => clock.now()) };
};

it('reads once for everybody who asks within the time', async () => {
  const { clock, memory, read } = set();
  await Promise.all([memory.remember('a', read), memory.remember('a', read)]);
  await clock.sleep(59_999);
  expect(await memory.remember('a', read)).toBe(0);
  expect(read).toHaveBeenCalledTimes(1);
});

it('reads again when the time is over', async () => {
  const { clock, memory, read } = set();
  await memory.remember('a', read);
  await clock.sleep(60_000);
  expect(await memory.remember('a', read)).toBe(60_000);
});

it('keeps one key apart from another', async () => {
  const { memory, read } = set();
  await memory.remember('a', read);
  await memory.remember('b', read);
  expect(read).toHaveBeenCalledTimes(2);
});

it('keeps no failure', async () => {
  const { memory, read } = set();
  const fail = () => Promise.reject(new Error('away'));
  await expect(memory.remember('a', fail)).rejects.toThrow('away');
  expect(await memory.remember('a', read)).toBe(0);
});

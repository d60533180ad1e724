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

it('reads anew what was forgotten, and nothing else', async () => {
  const { clock, memory, read } = set();
  await memory.remember('a/x', read);
  await memory.remember('b/x', read);
  await clock.sleep(1);
  memory.forget('a/');
  expect(await memory.remember('a/x', read)).toBe(1);
  expect(await memory.remember('b/x', read)).toBe(0);
});

it('keeps a newer reading when a forgotten one fails late', async () => {
  const { memory, read } = set();
  let fail = (_: Error) => {};
  const failing = memory.remember('a', () => new Promise((_, reject) => (fail = reject)));
  memory.forget('a');
  await memory.remember('a', read);
  fail(new Error('late'));
  await expect(failing).rejects.toThrow('late');
  await memory.remember('a', read);
  expect(read).toHaveBeenCalledTimes(1);
});

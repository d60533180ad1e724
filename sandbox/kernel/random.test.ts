import { expect, it } from 'vitest';
import { createRandom } from './random.ts';

it('tells the same story for the same seed and another for another', () => {
  const story = (seed: number | string) => Array.from({ length: 5 }, createRandom(seed).next);
  expect(story(7)).toEqual(story(7));
  expect(story('demo')).toEqual(story('demo'));
  expect(story(7)).not.toEqual(story(8));
});

it('stays within the asked range and reaches both ends', () => {
  const random = createRandom(1);
  const seen = new Set(Array.from({ length: 500 }, () => random.int(3, 6)));
  expect([...seen].sort()).toEqual([3, 4, 5, 6]);
});

it('gives valid version 4 UUIDs and hexadecimal text of the asked length', () => {
  const random = createRandom(2);
  expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(random.hex(13)).toMatch(/^[0-9a-f]{13}$/);
});

it('refuses to pick from nothing', () => {
  expect(() => createRandom(1).pick([])).toThrow('at least one choice');
});

import { describe, expect, it } from 'vitest';
import { pickLocale } from './locales.ts';

describe('pickLocale', () => {
  it.each([
    ['it', 'en-GB,en;q=0.9', 'it'],
    [undefined, 'it-IT,it;q=0.9,en;q=0.8', 'it'],
    [undefined, 'en;q=0.5, it;q=0.7', 'it'],
    [undefined, 'de-DE,it;q=0', 'en'],
    [undefined, 'fr', 'en'],
    [undefined, null, 'en'],
    ['de', 'it', 'it'],
    ['', '', 'en'],
  ])('answers a choice of %s and Accept-Language %s with %s', (chosen, accepted, expected) => {
    expect(pickLocale(chosen, accepted)).toBe(expected);
  });
});

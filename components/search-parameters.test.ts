import { describe, expect, it } from 'vitest';
import { readParameter, readReturnPath } from './search-parameters.ts';

describe('readReturnPath', () => {
  it.each([
    ['/runs/7?outcome=failed', '/runs/7?outcome=failed'],
    ['/connection', '/connection'],
    ['//evil.example/contacts', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['', '/'],
    [undefined, '/'],
  ])('leads from %s to %s', (returnTo, expected) => {
    expect(readReturnPath({ returnTo })).toBe(expected);
  });
});

describe('readParameter', () => {
  it('takes the first of several values', () => {
    expect(readParameter({ problem: ['denied', 'unknown'] }, 'problem')).toBe('denied');
  });

  it('cuts what is too long for a sentence', () => {
    expect(readParameter({ got: 'x'.repeat(1_000) }, 'got')).toHaveLength(300);
  });
});

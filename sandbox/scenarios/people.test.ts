import { expect, it } from 'vitest';
import { personAt, staleCopy } from './people.ts';

const people = Array.from({ length: 10_000 }, (_, index) => personAt('demo', index));

it('gives every person of a seed an e-mail of their own', () => {
  expect(new Set(people.map((person) => person.email)).size).toBe(people.length);
  expect(people.every((person) => /^[a-z0-9.]+@[a-z]+\.example$/.test(person.email))).toBe(true);
});

it('tells the same person again for the same number', () => {
  expect(personAt('demo', 4_321)).toEqual(people[4_321]);
  expect(personAt('other', 4_321)).not.toEqual(people[4_321]);
});

it('knows accents, very long values and dirty ones', () => {
  expect(people.some((person) => /[àèìòùéëá]/.test(person.firstName + person.lastName))).toBe(true);
  expect(people.some((person) => person.jobTitle.length > 255)).toBe(true);
  expect(people.some((person) => person.company.length > 255)).toBe(true);
  expect(people.some((person) => person.street.includes('\n'))).toBe(true);
});

it('keeps the e-mail and changes the place in a stale copy', () => {
  const stale = staleCopy('demo', 5);
  expect(stale.email).toBe(people[5]?.email);
  expect(stale.city).not.toBe(people[5]?.city);
  expect(stale.phone).not.toBe(people[5]?.phone);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeedPosition } from '#lib/ports/change-feeds.ts';
import { goOn, toMoment } from './change-feed.ts';

type Contact = { readonly contactId: string; readonly stamp: string };
const stampOf = (ms: number) => new Date(ms).toISOString();

/** What HubSpot's search finds from a position on, one page of it. */
function search(
  contacts: readonly Contact[],
  { stamp, recordId }: FeedPosition,
  pageSize: number,
): Contact[] {
  const byStamp = (one: Contact, other: Contact) => Date.parse(one.stamp) - Date.parse(other.stamp);
  const byId = (one: Contact, other: Contact) => Number(one.contactId) - Number(other.contactId);
  const found =
    recordId === null
      ? contacts.filter((each) => each.stamp >= stamp).sort(byStamp)
      : contacts
          .filter((each) => each.stamp === stamp && Number(each.contactId) > Number(recordId))
          .sort(byId);
  return found.slice(0, pageSize);
}

describe('paging through what changed', () => {
  it('comes to an end and passes over nobody, however many share a stamp and in whatever order they come', () => {
    const stamps = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 60 });
    const shuffledIds = fc.shuffledSubarray(
      Array.from({ length: 60 }, (_, index) => index + 1),
      { minLength: 60, maxLength: 60 },
    );
    fc.assert(
      fc.property(stamps, shuffledIds, fc.integer({ min: 1, max: 7 }), (times, ids, pageSize) => {
        const contacts = times.map((ms, index) => ({ contactId: String(ids[index]), stamp: stampOf(ms) }));
        const seen = new Set<string>();
        let position: FeedPosition | null = { stamp: stampOf(0), recordId: null };
        for (let pages = 0; position !== null; pages += 1) {
          expect(pages).toBeLessThan(4 * contacts.length + 20);
          const page = search(contacts, position, pageSize);
          for (const { contactId } of page) seen.add(contactId);
          position = goOn(position, page, pageSize);
        }
        expect(seen.size).toBe(contacts.length);
      }),
    );
  });
});

describe('when somebody last joined a list', () => {
  it.each([
    ['milliseconds as text', '1795622711578', '2026-11-25T16:05:11.578Z'],
    ['a moment that is written out', '2026-11-25T16:05:11.578Z', '2026-11-25T16:05:11.578Z'],
    ['nothing', null, null],
    ['no answer', undefined, null],
  ])('is read from %s', (_, told, moment) => {
    expect(toMoment(told)).toBe(moment);
  });
});

import { createHmac } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { readWebhook } from './webhook-events.ts';

const clientSecret = 'secret';
const now = Date.UTC(2026, 10, 25);
const occurredAt = new Date(now).toISOString();
const uri = 'https://sluice.example/api/webhooks/hubspot';

function read(text: string) {
  const timestamp = String(now);
  const signature = createHmac('sha256', clientSecret)
    .update(`POST${uri}${text}${timestamp}`)
    .digest('base64');
  return readWebhook(
    { method: 'POST', uri, body: Buffer.from(text), signature, timestamp },
    clientSecret,
    now,
  );
}

function hintsOf(...events: object[]) {
  const common = { eventId: 1, subscriptionId: 2, portalId: 77, appId: 3, occurredAt: now, objectId: 51 };
  const reading = read(JSON.stringify(events.map((event) => ({ ...common, ...event }))));
  if (reading.kind !== 'genuine') throw new Error(reading.kind);
  return Object.fromEntries(
    [...reading.hintsByPortal].map(([portalId, hints]) => [
      portalId,
      hints.map(({ recordId, trigger }) => `${recordId} ${trigger}`),
    ]),
  );
}

describe('an event names', () => {
  it.each([
    ['contact.creation', '51 contact_created'],
    ['contact.propertyChange', '51 contact_changed'],
    ['contact.deletion', '51 contact_deleted'],
    ['contact.restore', '51 contact_restored'],
    ['contact.privacyDeletion', '51 contact_erased'],
  ])('%s → %s, of the old kind and of the new', (subscriptionType, hint) => {
    expect(hintsOf({ subscriptionType })).toEqual({ 77: [hint] });
    const generic = subscriptionType.replace('contact.', 'object.');
    expect(hintsOf({ subscriptionType: generic, objectTypeId: '0-1' })).toEqual({ 77: [hint] });
  });

  it('all contacts of a merge, each once', () => {
    const merge = { subscriptionType: 'object.merge', objectTypeId: '0-1', objectId: 53 };
    expect(hintsOf({ ...merge, primaryObjectId: 51, mergedObjectIds: [52], newObjectId: 53 })).toEqual({
      77: ['53 contact_merged', '51 contact_merged', '52 contact_merged'],
    });
  });

  it('nobody when it is of another object or of a kind we do not know', () => {
    expect(
      hintsOf(
        { subscriptionType: 'object.creation', objectTypeId: '0-2' },
        { subscriptionType: 'company.creation' },
        { subscriptionType: 'contact.associationChange' },
        { subscriptionType: 'contact.somethingNew' },
      ),
    ).toEqual({ 77: [] });
  });

  it('the portal it is of', () => {
    const subscriptionType = 'contact.creation';
    expect(hintsOf({ subscriptionType }, { subscriptionType, portalId: 78, objectId: 9 })).toEqual({
      77: ['51 contact_created'],
      78: ['9 contact_created'],
    });
  });
});

test('an event that is no event does not hold up the others', () => {
  const good = { portalId: 77, subscriptionType: 'contact.creation', objectId: 51, occurredAt: now };
  const reading = read(JSON.stringify([null, 5, { subscriptionType: 'contact.creation' }, good]));
  expect(reading).toMatchObject({ kind: 'genuine' });
  expect(reading.kind === 'genuine' && reading.hintsByPortal.get('77')).toEqual([
    { side: 'hubspot', recordKind: 'contact', recordId: '51', trigger: 'contact_created', occurredAt },
  ]);
});

test.each(['', '{', '{}', 'null'])('a signed body that is no list is unreadable: %j', (text) => {
  expect(read(text)).toEqual({ kind: 'unreadable' });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';
import { create } from '../testing/rest-calls.ts';

let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

describe('updated and deleted', () => {
  const window = (kind: string, start: string, end: string): string =>
    `sobjects/Contact/${kind}/?start=${encodeURIComponent(start)}&end=${encodeURIComponent(end)}`;

  it('cut the seconds off, and cover no more than now', async () => {
    // The clock stands at 09:00:00.
    salesforce.clock.advance(30_000);
    const early = await create(call, 'Contact', { LastName: 'early' });
    salesforce.clock.advance(60_000);
    const late = await create(call, 'Contact', { LastName: 'late' });
    const read = async (start: string, end: string) =>
      (await call('GET', window('updated', start, end))).body;
    expect(await read('2026-11-02T09:00:59Z', '2026-11-02T09:01:59Z')).toEqual({
      ids: [early],
      latestDateCovered: '2026-11-02T09:01:00.000+0000',
    });
    expect(await read('2026-11-02T10:01:00+01:00', '2026-11-02T11:00:00+01:00')).toEqual({
      ids: [late],
      latestDateCovered: '2026-11-02T09:01:00.000+0000',
    });
    await call('DELETE', `sobjects/Contact/${late}`);
    expect(await read('2026-11-02T09:00:00Z', '2026-11-02T10:00:00Z')).toMatchObject({ ids: [early] });
    expect(
      (await call('GET', window('deleted', '2026-11-02T09:00:00Z', '2026-11-02T10:00:00Z'))).body,
    ).toEqual({
      deletedRecords: [{ id: late, deletedDate: '2026-11-02T09:01:30.000+0000' }],
      earliestDateAvailable: '2026-10-18T09:01:00.000+0000',
      latestDateCovered: '2026-11-02T09:01:00.000+0000',
    });
  });

  it.each([
    // The clock stands at 2026-11-02T09:00:00.
    ['updated', '2026-10-03T09:00:00Z', '2026-11-02T09:00:00Z'],
    ['updated', '2026-11-02T09:00:00Z', '2026-11-09T09:00:00Z'],
    ['updated', '2026-11-02T09:00:59Z', '2026-11-02T09:01:00Z'],
    ['deleted', '2026-10-18T09:00:00Z', '2026-11-02T09:00:00Z'],
    ['deleted', '2026-11-02T10:00:00+0100', '2026-11-02T09:01:00.999Z'],
  ])('%s takes %s to %s', async (kind, start, end) => {
    expect((await call('GET', window(kind, start, end))).status).toBe(200);
  });

  it.each([
    [
      'updated',
      '2026-11-02T09:00:00Z',
      '2026-11-02T09:00:59Z',
      'INVALID_REPLICATION_DATE',
      'must be before endDate',
    ],
    [
      'updated',
      '2026-11-02T09:00:00Z',
      '2026-11-02T08:00:00Z',
      'INVALID_REPLICATION_DATE',
      'must be before endDate',
    ],
    [
      'updated',
      '2026-10-03T08:59:00Z',
      '2026-11-02T08:00:00Z',
      'INVALID_REPLICATION_DATE',
      'more than 30 days ago',
    ],
    [
      'deleted',
      '2026-10-18T08:59:00Z',
      '2026-11-02T08:00:00Z',
      'INVALID_REPLICATION_DATE',
      'more than 15 days ago',
    ],
    [
      'updated',
      'yesterday',
      '2026-11-02T08:00:00Z',
      'INVALID_REPLICATION_DATE',
      'Invalid date format: yesterday',
    ],
    ['updated', '', '2026-11-02T08:00:00Z', 'MISSING_ARGUMENT', 'The start parameter is required.'],
    ['deleted', '2026-11-02T08:00:00Z', '', 'MISSING_ARGUMENT', 'The end parameter is required.'],
  ])('%s refuses %s to %s with %s', async (kind, start, end, errorCode, sentence) => {
    const refused = await call('GET', window(kind, start, end));
    expect(refused.status).toBe(400);
    expect(refused.body).toEqual([{ errorCode, message: expect.stringContaining(sentence) }]);
  });

  it('refuse a window with too many ids, however many rows it holds', async () => {
    await salesforce.control('replication', { mostIds: 2 });
    const ids = [];
    for (let n = 0; n < 3; n++) ids.push(await create(call, 'Contact', { LastName: 'x' }));
    const path = (kind: string) => window(kind, '2026-11-02T09:00:00Z', '2026-11-02T09:01:00Z');
    const refused = { status: 400, body: [{ errorCode: 'EXCEEDED_ID_LIMIT' }] };
    expect(await call('GET', path('updated'))).toMatchObject(refused);
    await call('DELETE', `sobjects/Contact/${ids[0]}`);
    expect((await call('GET', path('updated'))).status).toBe(200);
    expect((await call('GET', path('deleted'))).status).toBe(200);
    for (const contactId of ids.slice(1)) await call('DELETE', `sobjects/Contact/${contactId}`);
    expect(await call('GET', path('deleted'))).toMatchObject(refused);
  });

  it('answer 600,000 ids at most', () => {
    expect(salesforce.world.orgs().map((org) => org.replication.mostIds)).toEqual([600_000, 600_000]);
  });

  it('name the moment to resync from once the delete log was purged', async () => {
    const gone = await create(call, 'Contact', { LastName: 'gone' });
    await call('DELETE', `sobjects/Contact/${gone}`);
    salesforce.clock.advance(120_000);
    await salesforce.control('replication', { purgesDeleteLog: true });
    expect(
      (await call('GET', window('deleted', '2026-11-02T09:00:00Z', '2026-11-02T10:00:00Z'))).body,
    ).toEqual({
      deletedRecords: [],
      earliestDateAvailable: '2026-11-02T09:02:00.000+0000',
      latestDateCovered: '2026-11-02T09:02:00.000+0000',
    });
  });

  it('show a record that came back from the recycle bin as updated, not as deleted', async () => {
    const contactId = await create(call, 'Contact', { LastName: 'back' });
    await call('DELETE', `sobjects/Contact/${contactId}`);
    salesforce.clock.advance(60_000);
    salesforce.asUser().undelete(contactId);
    const path = (kind: string) => window(kind, '2026-11-02T09:01:00Z', '2026-11-02T09:02:00Z');
    expect((await call('GET', path('updated'))).body).toMatchObject({ ids: [contactId] });
    expect((await call('GET', path('deleted'))).body).toMatchObject({ deletedRecords: [] });
  });

  it('do not exist for an unknown object', async () => {
    expect(
      await call('GET', 'sobjects/Foo/updated?start=2026-11-02T09:00:00Z&end=2026-11-02T09:01:00Z'),
    ).toMatchObject({
      status: 404,
      body: [{ errorCode: 'NOT_FOUND' }],
    });
  });
});

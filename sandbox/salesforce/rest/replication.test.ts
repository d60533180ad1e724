import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';
import { create, queryPath } from '../testing/rest-calls.ts';

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

  it('cover nothing after the start of a transaction that is still running', async () => {
    salesforce.clock.advance(60_000);
    const opened = await salesforce.control('transactions');
    const { transactionId } = (await opened.json()) as { transactionId: string };
    salesforce.clock.advance(10 * 60_000);
    const path = window('updated', '2026-11-02T09:00:00Z', '2026-11-02T10:00:00Z');
    expect((await call('GET', path)).body).toMatchObject({
      latestDateCovered: '2026-11-02T09:01:00.000+0000',
    });
    expect((await salesforce.control(`transactions/${transactionId}`, {}, 'DELETE')).status).toBe(204);
    expect((await call('GET', path)).body).toMatchObject({
      latestDateCovered: '2026-11-02T09:11:00.000+0000',
    });
  });

  it('show what a long transaction saved only after its end, with the stamps of its start', async () => {
    const known = await create(call, 'Contact', { LastName: 'Neri' });
    salesforce.clock.advance(60_000);
    const opened = await salesforce.control('transactions', {
      changes: [
        { object: 'Contact', values: { LastName: 'Late' } },
        { object: 'Contact', recordId: known, values: { LastName: 'Bianchi' } },
      ],
    });
    const { transactionId } = (await opened.json()) as { transactionId: string };
    salesforce.clock.advance(10 * 60_000);
    const since = queryPath(
      'SELECT LastName, SystemModstamp FROM Contact WHERE SystemModstamp > 2026-11-02T09:00:30Z',
    );
    expect((await call('GET', since)).body).toMatchObject({ totalSize: 0 });
    await salesforce.control(`transactions/${transactionId}/commit`);
    const older = { SystemModstamp: '2026-11-02T09:01:00.000+0000' };
    const { records } = (await call('GET', since)).body as { records: { LastName: string }[] };
    expect(records.sort((a, b) => a.LastName.localeCompare(b.LastName))).toMatchObject([
      { LastName: 'Bianchi', ...older },
      { LastName: 'Late', ...older },
    ]);
  });

  it.each([
    ['updated', '2026-11-02T09:00:00Z', '2026-11-02T09:00:59Z'],
    ['updated', '2026-11-02T09:00:00Z', '2026-11-02T08:00:00Z'],
    ['updated', '2026-10-01T00:00:00Z', '2026-11-02T08:00:00Z'],
    ['deleted', '2026-10-15T00:00:00Z', '2026-11-02T08:00:00Z'],
    ['updated', 'yesterday', '2026-11-02T08:00:00Z'],
  ])('%s refuses %s to %s', async (kind, start, end) => {
    expect(await call('GET', window(kind, start, end))).toMatchObject({
      status: 400,
      body: [{ errorCode: 'INVALID_REPLICATION_DATE' }],
    });
  });
});

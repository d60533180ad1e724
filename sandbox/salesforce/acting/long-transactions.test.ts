import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';
import { create, queryPath, read } from '../testing/rest-calls.ts';

let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

const minuteMs = 60_000;
const updated = async (): Promise<unknown> =>
  (await call('GET', 'sobjects/Contact/updated?start=2026-11-02T09:00:00Z&end=2026-11-02T12:00:00Z')).body;
const contact = (LastName: string, recordId?: string) => ({
  object: 'Contact',
  values: { LastName },
  ...(recordId === undefined ? {} : { recordId }),
});

describe('a long transaction', () => {
  it('holds latestDateCovered at its start, and the earliest of several counts', async () => {
    const { transactions, clock } = salesforce;
    clock.advance(minuteMs);
    const first = transactions.begin();
    clock.advance(5 * minuteMs);
    const second = transactions.begin();
    clock.advance(5 * minuteMs);
    expect(await updated()).toMatchObject({ latestDateCovered: '2026-11-02T09:01:00.000+0000' });
    transactions.rollback(first);
    expect(await updated()).toMatchObject({ latestDateCovered: '2026-11-02T09:06:00.000+0000' });
    transactions.commit(second);
    expect(await updated()).toMatchObject({ latestDateCovered: '2026-11-02T09:11:00.000+0000' });
  });

  it('shows nothing before its end, then everything with the stamps of the moments it was saved', async () => {
    const { transactions, clock } = salesforce;
    const known = await create(call, 'Contact', { LastName: 'Neri' });
    clock.advance(minuteMs);
    const transactionId = transactions.begin([contact('First')]);
    clock.advance(5 * minuteMs);
    transactions.save(transactionId, [contact('Bianchi', known)]);
    clock.advance(5 * minuteMs);
    const quick = await create(call, 'Contact', { LastName: 'Quick' });
    const since = queryPath(
      'SELECT Id, LastName, SystemModstamp FROM Contact WHERE SystemModstamp > 2026-11-02T09:00:30Z ORDER BY SystemModstamp, Id',
    );
    expect((await call('GET', since)).body).toMatchObject({ records: [{ Id: quick }] });
    const [first] = transactions.commit(transactionId);
    expect((await call('GET', since)).body).toMatchObject({
      records: [
        { Id: first, LastName: 'First', SystemModstamp: '2026-11-02T09:01:00.000+0000' },
        { Id: known, LastName: 'Bianchi', SystemModstamp: '2026-11-02T09:06:00.000+0000' },
        { Id: quick, SystemModstamp: '2026-11-02T09:11:00.000+0000' },
      ],
    });
    expect(await updated()).toMatchObject({ ids: [first, known, quick] });
  });

  it('keeps the rows it changes from everybody else until its end', async () => {
    const { transactions } = salesforce;
    const contactId = await create(call, 'Contact', { LastName: 'Neri' });
    const transactionId = transactions.begin([contact('Bianchi', contactId)]);
    const update = () => call('PATCH', `sobjects/Contact/${contactId}`, { Title: 'CEO' });
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(await update()).toMatchObject({ status: 400, body: [{ errorCode: 'UNABLE_TO_LOCK_ROW' }] });
    }
    expect(() => salesforce.asUser().delete(contactId)).toThrow('unable to obtain exclusive access');
    transactions.rollback(transactionId);
    expect((await update()).status).toBe(204);
    expect(await read(call, 'Contact', contactId)).toMatchObject({ LastName: 'Neri', Title: 'CEO' });
  });

  it('saves all of its changes or none', async () => {
    const { transactions } = salesforce;
    const broken = transactions.begin([contact('kept?'), { object: 'Contact', values: {} }]);
    expect(() => transactions.commit(broken)).toThrow('Required fields are missing');
    expect(await updated()).toMatchObject({ ids: [] });
    expect(() => transactions.commit(broken)).toThrow(`No transaction ${broken}`);
  });

  it('is served over HTTP too', async () => {
    const post = async (path: string, body: unknown = {}) => {
      const response = await salesforce.control(`transactions${path}`, body);
      return { status: response.status, text: await response.text() };
    };
    const begun = await post('', { changes: [contact('a')] });
    const { transactionId } = JSON.parse(begun.text) as { transactionId: string };
    expect(await post(`/${transactionId}/changes`, { changes: [contact('b')] })).toMatchObject({
      status: 204,
    });
    const ended = await post(`/${transactionId}/commit`);
    expect(JSON.parse(ended.text)).toEqual({
      recordIds: [expect.stringMatching(/^003/), expect.stringMatching(/^003/)],
    });
    expect((await post(`/${transactionId}/commit`)).status).toBe(404);
    expect((await salesforce.control(`transactions/${transactionId}`, {}, 'DELETE')).status).toBe(404);
  });
});

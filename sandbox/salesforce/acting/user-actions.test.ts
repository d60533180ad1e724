import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';
import { create, queryPath, read, userId } from '../testing/rest-calls.ts';

const luca = 'luca.ferrari@aurora-energia.example';
let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

const queryAll = async (soql: string): Promise<unknown> =>
  (await call('GET', `queryAll?q=${encodeURIComponent(soql)}`)).body;

describe('a person at work', () => {
  it('creates, changes and deletes under their own name, without an API call or a counted write', async () => {
    await salesforce.control('org', { apiCallsUsed: 0 });
    const hands = salesforce.asUser(luca);
    const contactId = hands.create('Contact', { LastName: 'Neri', Email: 'Ada@X.it' });
    salesforce.clock.advance(61_500);
    hands.update(contactId, { Title: 'CEO' });
    expect(await read(call, 'Contact', contactId)).toMatchObject({
      Email: 'ada@x.it',
      Title: 'CEO',
      CreatedById: await userId(call, luca),
      LastModifiedById: await userId(call, luca),
      CreatedDate: '2026-11-02T09:00:00.000+0000',
      SystemModstamp: '2026-11-02T09:01:01.000+0000',
    });
    hands.delete(contactId);
    expect((await call('GET', `sobjects/Contact/${contactId}`)).status).toBe(404);
    hands.undelete(contactId);
    const last = await call('GET', `sobjects/Contact/${contactId}`);
    expect(last.status).toBe(200);
    expect(last.headers.get('sforce-limit-info')).toBe('api-usage=5/15000');
    expect(salesforce.service.counters.read().writes.total).toBe(0);
  });

  it('merges, and the loser names the winner in the recycle bin', async () => {
    for (const [type, values] of [
      ['Lead', { LastName: 'Neri', Company: 'Acme' }],
      ['Contact', { LastName: 'Neri' }],
    ] as const) {
      const masterId = await create(call, type, values);
      const loserId = await create(call, type, values);
      salesforce.clock.advance(60_000);
      salesforce.asUser().merge(masterId, [loserId], { Title: 'kept' });
      expect(await queryAll(`SELECT Id, MasterRecordId, Title FROM ${type} ORDER BY Id`)).toMatchObject({
        records: [
          { Id: masterId, MasterRecordId: null, Title: 'kept' },
          { Id: loserId, MasterRecordId: masterId },
        ],
      });
      const days = 'start=2026-11-02T09:00:00Z&end=2026-11-03T00:00:00Z';
      expect((await call('GET', `sobjects/${type}/updated?${days}`)).body).toMatchObject({ ids: [masterId] });
      expect((await call('GET', `sobjects/${type}/deleted?${days}`)).body).toMatchObject({
        deletedRecords: [{ id: loserId }],
      });
    }
  });

  it('converts a lead, which stays readable as converted and names its contact', async () => {
    const leadId = await create(call, 'Lead', { LastName: 'Neri', Company: 'Acme', Email: 'ada@x.it' });
    salesforce.clock.advance(60_000);
    const { contactId } = salesforce.asUser(luca).convert(leadId);
    const soql = `SELECT IsConverted, ConvertedContactId FROM Lead WHERE SystemModstamp >= 2026-11-02T09:01:00Z`;
    expect((await call('GET', queryPath(soql))).body).toMatchObject({
      records: [{ IsConverted: true, ConvertedContactId: contactId }],
    });
    expect(() => salesforce.asUser().update(leadId, { City: 'Pisa' })).toThrow(
      'cannot reference converted lead',
    );
  });

  it('meets the rules of the org', () => {
    const hands = salesforce.asUser();
    expect(() => hands.create('Contact', {})).toThrow('Required fields are missing: [LastName]');
    expect(() => hands.create('Contact', { LastName: 'x', Department: 'Legal' })).toThrow('needs a title');
    expect(() => salesforce.asUser('nobody@x.it')).toThrow('No user nobody@x.it');
    expect(() => hands.undelete('003gK0000zzzzzzQAA')).toThrow('No record');
  });
});

describe('the same over HTTP', () => {
  const send = async (method: string, path: string, body: Record<string, unknown>) => {
    const response = await salesforce.control(path, body, method);
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };

  it('serves every verb, each for the person named', async () => {
    const made = await send('POST', 'records', {
      object: 'Contact',
      values: { LastName: 'Neri' },
      username: luca,
    });
    expect(made).toEqual({ status: 201, body: { recordId: expect.stringMatching(/^003/) } });
    const path = `records/${made.body.recordId}`;
    expect(await send('PATCH', path, { values: { Title: 'CEO' } })).toMatchObject({ status: 204 });
    expect(await read(call, 'Contact', made.body.recordId)).toMatchObject({
      Title: 'CEO',
      CreatedById: await userId(call, luca),
    });
    expect(await send('DELETE', path, { username: luca })).toMatchObject({ status: 204 });
    expect(await send('POST', 'records/undelete', { recordId: made.body.recordId })).toMatchObject({
      status: 200,
    });
  });

  it('tells what Salesforce would refuse with its code', async () => {
    expect(await send('POST', 'records', { object: 'Contact', values: {} })).toEqual({
      status: 400,
      body: { error: 'Error: REQUIRED_FIELD_MISSING: Required fields are missing: [LastName]' },
    });
    expect(await send('DELETE', 'records/003gK0000zzzzzzQAA', {})).toMatchObject({ status: 400 });
  });
});

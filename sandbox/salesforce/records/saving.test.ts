import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, callerOf, connect, startConnected } from '../testing/connect.ts';
import { create, idOf, queryPath, quiet, read, userId } from '../testing/rest-calls.ts';

let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

describe('what a save makes of values', () => {
  it('trims text, blanks empty text, lower-cases e-mail, spells picklists and fills system fields', async () => {
    salesforce.clock.advance(1234);
    const leadId = await create(call, 'lead', {
      lastname: '  Neri ',
      Company: 'Acme',
      EMAIL: ' Ada.NERI@Acme.Example ',
      City: '   ',
      Phone: '',
      Preferred_Language__c: 'ITALIAN',
      Interests__c: 'Wind;solar',
      Score__c: '12.34',
      NumberOfEmployees: 7,
      Website: 12,
    });
    expect(await read(call, 'Lead', leadId)).toMatchObject({
      Id: leadId,
      LastName: 'Neri',
      Name: 'Neri',
      Email: 'ada.neri@acme.example',
      Email_Domain__c: 'acme.example',
      City: null,
      Phone: null,
      Website: '12',
      Preferred_Language__c: 'Italian',
      Interests__c: 'Solar;Wind',
      Score__c: 12.3,
      NumberOfEmployees: 7,
      Status: 'Open - Not Contacted',
      IsConverted: false,
      IsDeleted: false,
      CreatedDate: '2026-11-02T09:00:01.000+0000',
      SystemModstamp: '2026-11-02T09:00:01.000+0000',
      CreatedById: await userId(call, 'elena.marchetti@aurora-energia.example'),
      OwnerId: await userId(call, 'elena.marchetti@aurora-energia.example'),
    });
    expect(leadId).toMatch(/^00Q\w{15}$/);
  });

  it('moves the stamp and the modifier even when nothing else changes', async () => {
    const contactId = await create(call, 'Contact', { LastName: 'Neri' });
    salesforce.clock.advance(60_000);
    const luca = callerOf(salesforce, await connect(salesforce, 'luca.ferrari@aurora-energia.example'));
    const answer = await luca('PATCH', `sobjects/Contact/${contactId.slice(0, 15)}`, { LastName: 'Neri' });
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect(await read(call, 'Contact', contactId)).toMatchObject({
      CreatedDate: '2026-11-02T09:00:00.000+0000',
      LastModifiedDate: '2026-11-02T09:01:00.000+0000',
      SystemModstamp: '2026-11-02T09:01:00.000+0000',
      LastModifiedById: await userId(call, 'luca.ferrari@aurora-energia.example'),
    });
  });

  it('remembers the name a program gave itself, so that its own changes can be told apart', async () => {
    const named = { ...quiet, 'Sforce-Call-Options': 'client=sluice, defaultNamespace=x' };
    const contactId = idOf(await call('POST', 'sobjects/Contact', { LastName: 'Neri' }, named));
    await call('PATCH', `sobjects/Contact/${contactId}`, { Title: 'CEO' });
    salesforce.asUser().update(contactId, { Title: 'CTO' });
    const changes = salesforce.world.orgs()[0]?.changes.recent() ?? [];
    expect(changes.map(({ kind, channel, client }) => [kind, channel, client])).toEqual([
      ['created', 'api', 'sluice'],
      ['updated', 'api', undefined],
      ['updated', 'control', undefined],
    ]);
  });

  it('lets the automation of the org change more than was written', async () => {
    const leadId = await create(call, 'Lead', { LastName: 'Neri', Company: 'Acme', Rating: 'Hot' });
    expect(await read(call, 'Lead', leadId)).toMatchObject({ Status: 'Working - Contacted' });
  });

  it('counts each record written, and nothing that was refused', async () => {
    const contactId = await create(call, 'Contact', { LastName: 'Neri' });
    await call('PATCH', `sobjects/Contact/${contactId}`, { LastName: 'Bianchi' });
    await call('PATCH', `sobjects/Contact/${contactId}`, { LastName: null });
    await call('DELETE', `sobjects/Contact/${contactId}`);
    expect(salesforce.service.counters.read().writes).toEqual({
      total: 3,
      byRecord: { [`salesforce:Contact:${contactId}`]: 3 },
    });
  });
});

describe('assignment rules', () => {
  const owner = async (leadId: string): Promise<unknown> => {
    const { body } = await call('GET', queryPath(`SELECT Owner.Name FROM Lead WHERE Id = '${leadId}'`));
    return (body as { records: { Owner: { Name: string } }[] }).records[0]?.Owner.Name;
  };
  const lead = { LastName: 'Neri', Company: 'Acme', Country: 'Italy' };

  it('run on every REST write of a lead unless switched off', async () => {
    const leadId = idOf(await call('POST', 'sobjects/Lead', lead));
    expect(await owner(leadId)).toBe('Italian Leads');
    const quietly = await create(call, 'Lead', lead);
    expect(await owner(quietly)).toBe('Elena Marchetti');
    await call('PATCH', `sobjects/Lead/${quietly}`, { City: 'Pisa' }, quiet);
    expect(await owner(quietly)).toBe('Elena Marchetti');
    await call('PATCH', `sobjects/Lead/${quietly}`, { Country: 'Malta' });
    expect(await owner(quietly)).toBe('International Leads');
  });
});

describe('upsert by external id', () => {
  const path = 'sobjects/Contact/External_Key__c/K%2F1%20b';

  it('creates, then updates', async () => {
    const created = await call('PATCH', path, { LastName: 'Neri' });
    expect([created.status, created.body]).toEqual([
      201,
      { id: idOf(created), success: true, errors: [], created: true },
    ]);
    expect(await read(call, 'Contact', idOf(created))).toMatchObject({ External_Key__c: 'K/1 b' });
    const updated = await call('PATCH', path, { LastName: 'Bianchi' });
    expect([updated.status, updated.body]).toEqual([
      200,
      { id: idOf(created), success: true, errors: [], created: false },
    ]);
    expect((await call('GET', path)).body).toMatchObject({ LastName: 'Bianchi' });
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
  });

  it('takes a parent by its external id', async () => {
    const accountId = await create(call, 'Account', { Name: 'Acme', External_Key__c: 'A-1' });
    const contactId = await create(call, 'Contact', { LastName: 'x', Account: { External_Key__c: 'A-1' } });
    expect(await read(call, 'Contact', contactId)).toMatchObject({ AccountId: accountId });
    expect(
      (await call('POST', 'sobjects/Contact', { LastName: 'x', Account: { External_Key__c: 'A-2' } })).body,
    ).toMatchObject([{ errorCode: 'INVALID_FIELD' }]);
  });
});

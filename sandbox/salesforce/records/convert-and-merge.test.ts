import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';
import { create, read } from '../testing/rest-calls.ts';

let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

describe('conversion, merge and the recycle bin', () => {
  it('turns a lead into account, contact and opportunity and leaves it read-only', async () => {
    const leadId = await create(call, 'Lead', {
      LastName: 'Neri',
      FirstName: 'Ada',
      Company: 'Acme',
      Email: 'ada@x.it',
      City: 'Pisa',
    });
    const { accountId, contactId, opportunityId } = (await (
      await salesforce.control('records/convert', { leadId, createsOpportunity: true })
    ).json()) as Record<string, string>;
    expect(await read(call, 'Lead', leadId)).toMatchObject({
      IsConverted: true,
      ConvertedDate: '2026-11-02',
      ConvertedAccountId: accountId,
      ConvertedContactId: contactId,
      ConvertedOpportunityId: opportunityId,
      Status: 'Closed - Converted',
    });
    expect(await read(call, 'Contact', contactId ?? '')).toMatchObject({
      Name: 'Ada Neri',
      AccountId: accountId,
      MailingCity: 'Pisa',
    });
  });

  it('fills only the blank fields of an existing contact', async () => {
    const contactId = await create(call, 'Contact', { LastName: 'Neri', Title: 'CEO' });
    const leadId = await create(call, 'Lead', {
      LastName: 'Other',
      Company: 'Acme',
      Title: 'CTO',
      Phone: '1',
    });
    await salesforce.control('records/convert', { leadId, contactId });
    expect(await read(call, 'Contact', contactId)).toMatchObject({
      LastName: 'Neri',
      Title: 'CEO',
      Phone: '1',
      AccountId: expect.any(String),
    });
  });

  it('names the winner on the losers of a merge, visible to queryAll only', async () => {
    const masterId = await create(call, 'Account', { Name: 'Acme' });
    const loserId = await create(call, 'Account', { Name: 'Acme Srl' });
    const contactId = await create(call, 'Contact', { LastName: 'Neri', AccountId: loserId });
    await salesforce.control('records/merge', { masterId, loserIds: [loserId] });
    expect(await read(call, 'Contact', contactId)).toMatchObject({ AccountId: masterId });
    const soql = encodeURIComponent('SELECT Id, MasterRecordId FROM Account WHERE IsDeleted = true');
    expect((await call('GET', `queryAll?q=${soql}`)).body).toMatchObject({
      records: [{ Id: loserId, MasterRecordId: masterId }],
    });
    expect((await call('GET', `query?q=${soql}`)).body).toMatchObject({ totalSize: 0 });
    await salesforce.control('records/undelete', { recordId: loserId });
    expect(await read(call, 'Account', loserId)).toMatchObject({ IsDeleted: false, MasterRecordId: null });
  });

  it('deletes contacts and opportunities with their account', async () => {
    const accountId = await create(call, 'Account', { Name: 'Acme' });
    const contactId = await create(call, 'Contact', { LastName: 'Neri', AccountId: accountId });
    await call('DELETE', `sobjects/Account/${accountId}`);
    expect((await call('GET', `sobjects/Contact/${contactId}`)).body).toMatchObject([
      { errorCode: 'ENTITY_IS_DELETED' },
    ]);
  });
});

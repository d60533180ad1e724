import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';
import { create, quiet } from '../testing/rest-calls.ts';

let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

describe('duplicate rules', () => {
  const person = { LastName: 'Neri', Email: 'ada@x.it' };
  const allow = { 'Sforce-Duplicate-Rule-Header': 'allowSave=true; includeRecordDetails=true' };

  it('stop a create with the misspelt result, and give way to allowSave', async () => {
    const first = await create(call, 'Contact', person);
    const refused = await call('POST', 'sobjects/Contact', { ...person, Email: 'ADA@x.it' });
    expect(refused.status).toBe(400);
    expect(refused.body).toEqual([
      {
        duplicateResut: {
          allowSave: true,
          duplicateRule: 'Standard_Contact_Duplicate_Rule',
          duplicateRuleEntityType: 'Contact',
          errorMessage: 'Use one of these records?',
          matchResults: [
            {
              entityType: 'Contact',
              errors: [],
              matchEngine: 'ExactMatchEngine',
              matchRecords: [
                {
                  additionalInformation: [],
                  fieldDiffs: [],
                  matchConfidence: 100,
                  record: {
                    attributes: { type: 'Contact', url: `/services/data/v67.0/sobjects/Contact/${first}` },
                    Id: first,
                  },
                },
              ],
              rule: 'Standard_Contact_Match_Rule_v1_1',
              size: 1,
              success: true,
            },
          ],
        },
        errorCode: 'DUPLICATES_DETECTED',
        message: 'Use one of these records?',
      },
    ]);
    expect((await call('POST', 'sobjects/Contact', person, allow)).status).toBe(201);
  });

  it('see a contact when a lead is created, but not the other way round, and not on update', async () => {
    const contactId = await create(call, 'Contact', person);
    expect((await call('POST', 'sobjects/Lead', { ...person, Company: 'Acme' }, quiet)).status).toBe(400);
    expect((await call('PATCH', `sobjects/Contact/${contactId}`, person)).status).toBe(204);
    const leadFirst = await startConnected();
    expect(
      (await leadFirst.call('POST', 'sobjects/Lead', { ...person, Company: 'Acme' }, quiet)).status,
    ).toBe(201);
    expect((await leadFirst.call('POST', 'sobjects/Contact', person)).status).toBe(201);
  });

  it('in block mode give way to nobody', async () => {
    const rules = (await (await salesforce.control('rules', {}, 'GET')).json()) as {
      duplicate: { onCreate: string }[];
    };
    for (const rule of rules.duplicate) rule.onCreate = 'block';
    expect((await salesforce.control('rules', rules, 'PUT')).status).toBe(200);
    await create(call, 'Contact', person);
    expect(await call('POST', 'sobjects/Contact', person, allow)).toMatchObject({
      status: 400,
      body: [{ errorCode: 'DUPLICATES_DETECTED', duplicateResut: { allowSave: false } }],
    });
  });
});

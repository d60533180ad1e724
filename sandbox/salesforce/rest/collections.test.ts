import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';

type Connected = Awaited<ReturnType<typeof startConnected>>;
let salesforce: Connected['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

type Result = {
  id: string;
  success: boolean;
  errors: { statusCode: string; message: string; fields: string[] }[];
  created?: boolean;
};
const contact = (values: Record<string, unknown>) => ({ attributes: { type: 'Contact' }, ...values });
const people = (count: number) =>
  Array.from({ length: count }, (_, index) => contact({ LastName: `P${index}` }));

async function send(
  method: string,
  records: unknown[],
  extra: Record<string, unknown> = {},
  path = 'composite/sobjects',
): Promise<Result[]> {
  const answer = await call(method, path, { records, ...extra });
  expect(answer.status).toBe(200);
  return answer.body as Result[];
}
const total = async (): Promise<number> =>
  (
    (await call('GET', `query?q=${encodeURIComponent('SELECT COUNT() FROM Contact')}`)).body as {
      totalSize: number;
    }
  ).totalSize;
const codes = (results: Result[]): (string | undefined)[] =>
  results.map(({ errors }) => errors[0]?.statusCode);

describe('collections', () => {
  it('answer in the order of the request, each item for itself', async () => {
    const results = await send('POST', [
      contact({ LastName: 'a' }),
      contact({}),
      { attributes: { type: 'lead' }, LastName: 'b', Company: 'Acme' },
      contact({ LastName: 'c', Foo: 1 }),
    ]);
    expect(results).toEqual([
      { id: expect.stringMatching(/^003/), success: true, errors: [] },
      {
        success: false,
        errors: [
          {
            statusCode: 'REQUIRED_FIELD_MISSING',
            message: 'Required fields are missing: [LastName]',
            fields: ['LastName'],
          },
        ],
      },
      { id: expect.stringMatching(/^00Q/), success: true, errors: [] },
      {
        success: false,
        errors: [
          {
            statusCode: 'INVALID_FIELD',
            message: "No such column 'Foo' on sobject of type Contact",
            fields: [],
          },
        ],
      },
    ]);
    expect(await total()).toBe(1);
  });

  it('with allOrNone keep nothing of a batch with one culprit', async () => {
    const [kept] = await send('POST', [contact({ LastName: 'kept' })]);
    const created = await send(
      'POST',
      [contact({ LastName: 'a' }), contact({}), contact({ LastName: 'c' })],
      { allOrNone: true },
    );
    expect(codes(created)).toEqual([
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'REQUIRED_FIELD_MISSING',
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    ]);
    const updated = await send(
      'PATCH',
      [contact({ id: kept?.id, LastName: 'changed' }), contact({ id: '003gK0000zzzzzzQAA' })],
      { allOrNone: true },
    );
    expect(codes(updated)).toEqual(['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'INVALID_CROSS_REFERENCE_KEY']);
    expect((await call('GET', `sobjects/Contact/${kept?.id}`)).body).toMatchObject({ LastName: 'kept' });
    expect(await total()).toBe(1);
    expect(salesforce.service.counters.read().writes.total).toBe(1);
  });

  it.each([
    [{ records: [{ LastName: 'x' }] }, 'INVALID_TYPE'],
    [{ records: [{ attributes: { type: 'Foo' } }] }, 'INVALID_TYPE'],
    [{}, 'MISSING_ARGUMENT'],
    [{ records: ['x'] }, 'JSON_PARSER_ERROR'],
    [
      { records: [{ attributes: { type: 'Contact' }, LastName: 'x', DoNotCall: 'maybe' }] },
      'JSON_PARSER_ERROR',
    ],
  ])('refuse the whole of %j', async (body, errorCode) => {
    expect(await call('POST', 'composite/sobjects', body)).toMatchObject({
      status: 400,
      body: [{ errorCode }],
    });
  });

  it('keep nothing of a request that one unreadable record makes a 400', async () => {
    const records = people(5);
    records[3] = contact({ LastName: 'x', DoNotCall: 'maybe' });
    expect(await call('POST', 'composite/sobjects', { records })).toMatchObject({ status: 400 });
    expect(await total()).toBe(0);
  });

  it('update by id and say what is wrong with each', async () => {
    const [first, second, third] = await send('POST', people(3));
    await call('DELETE', `sobjects/Contact/${second?.id}`);
    await salesforce.control('records/lock', { recordId: third?.id });
    const results = await send('PATCH', [
      contact({ Id: first?.id, Title: 'CEO' }),
      contact({ id: second?.id, Title: 'CEO' }),
      contact({ id: third?.id, Title: 'CEO' }),
      contact({ id: 'nonsense' }),
      contact({ Title: 'CEO' }),
    ]);
    expect(codes(results)).toEqual([
      undefined,
      'ENTITY_IS_DELETED',
      'UNABLE_TO_LOCK_ROW',
      'MALFORMED_ID',
      'MISSING_ARGUMENT',
    ]);
    expect((await call('GET', `sobjects/Contact/${first?.id}`)).body).toMatchObject({ Title: 'CEO' });
  });

  it('upsert by external id', async () => {
    const path = 'composite/sobjects/Contact/external_key__c';
    const first = await send(
      'PATCH',
      [contact({ LastName: 'a', External_Key__c: 'K1' }), contact({ External_Key__c: 'K2' })],
      {},
      path,
    );
    expect(first).toMatchObject([
      { success: true, created: true },
      { success: false, created: true, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] },
    ]);
    const again = await send(
      'PATCH',
      [contact({ Title: 'CEO', external_key__C: 'k1' }), contact({ LastName: 'x' })],
      {},
      path,
    );
    expect(again[0]).toEqual({ id: first[0]?.id, success: true, errors: [], created: false });
    expect(codes(again)).toEqual([undefined, 'MISSING_ARGUMENT']);
  });

  it('retrieve in order, with null for what is not there', async () => {
    const [first, second] = await send('POST', people(2));
    await call('DELETE', `sobjects/Contact/${first?.id}`);
    const ids = [second?.id, first?.id, '003gK0000zzzzzzQAA', second?.id.slice(0, 15)];
    const answer = await call('POST', 'composite/sobjects/contact', { ids, fields: ['lastname', 'Name'] });
    const record = {
      attributes: { type: 'Contact', url: `/services/data/v67.0/sobjects/Contact/${second?.id}` },
      LastName: 'P1',
      Name: 'P1',
    };
    expect(answer.body).toEqual([record, null, null, record]);
    expect(
      (await call('GET', `composite/sobjects/Contact?ids=${second?.id}&fields=Name`)).body,
    ).toMatchObject([{ Name: 'P1' }]);
  });

  it.each([
    [{ ids: ['nonsense'], fields: ['Id'] }, 'MALFORMED_ID'],
    [{ ids: ['003gK0000zzzzzzQAA'], fields: ['Foo'] }, 'INVALID_FIELD'],
    [{ ids: ['003gK0000zzzzzzQAA'] }, 'MISSING_ARGUMENT'],
    [{ fields: ['Id'] }, 'MISSING_ARGUMENT'],
  ])('refuse to retrieve %.60j', async (body, errorCode) => {
    expect(await call('POST', 'composite/sobjects/Contact', body)).toMatchObject({
      status: 400,
      body: [{ errorCode }],
    });
  });

  it('delete by id', async () => {
    const [first, second] = await send('POST', people(2));
    const answer = await call(
      'DELETE',
      `composite/sobjects?ids=${first?.id},${second?.id},003gK0000zzzzzzQAA`,
    );
    expect(codes(answer.body as Result[])).toEqual([undefined, undefined, 'INVALID_CROSS_REFERENCE_KEY']);
    const none = await call('DELETE', 'composite/sobjects?ids=nonsense&allOrNone=true');
    expect(codes(none.body as Result[])).toEqual(['MALFORMED_ID']);
    expect(await total()).toBe(0);
  });

  it('cost one call each', async () => {
    await salesforce.control('org', { apiCallsUsed: 0 });
    await send('POST', people(50));
    expect((await call('GET', 'sobjects')).headers.get('sforce-limit-info')).toBe('api-usage=2/15000');
  });
});

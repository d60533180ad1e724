import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';
import { queryPath } from '../testing/rest-calls.ts';

let call: Call;
beforeEach(async () => {
  ({ call } = await startConnected());
});

const total = async (object: string): Promise<number> =>
  ((await call('GET', queryPath(`SELECT COUNT() FROM ${object}`))).body as { totalSize: number }).totalSize;

const createAccount = (referenceId: string, body: unknown) => ({
  method: 'POST',
  url: '/services/data/v67.0/sobjects/Account',
  referenceId,
  body,
});

describe('graphs', () => {
  it('each succeed or fail as a whole, without regard to the others', async () => {
    const contact = {
      method: 'POST',
      url: '/services/data/v67.0/sobjects/Contact',
      referenceId: 'con',
      body: { LastName: 'Neri', AccountId: '@{acc.id}' },
    };
    const answer = await call('POST', 'composite/graph', {
      graphs: [
        { graphId: 'good', compositeRequest: [createAccount('acc', { Name: 'Acme' }), contact] },
        {
          graphId: 'bad',
          compositeRequest: [createAccount('one', { Name: 'Lost' }), createAccount('two', {})],
        },
      ],
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        graphs: [
          { graphId: 'good', isSuccessful: true },
          {
            graphId: 'bad',
            isSuccessful: false,
            graphResponse: {
              compositeResponse: [
                { referenceId: 'one', body: [{ errorCode: 'PROCESSING_HALTED' }] },
                { referenceId: 'two', body: [{ errorCode: 'REQUIRED_FIELD_MISSING' }] },
              ],
            },
          },
        ],
      },
    });
    expect([await total('Account'), await total('Contact')]).toEqual([1, 1]);
  });

  it('hold 500 nodes together and refuse the 501st', async () => {
    const compositeRequest = Array.from({ length: 250 }, (_, index) =>
      createAccount(`r${index}`, { Name: 'x' }),
    );
    const graphs = [
      { graphId: 'a', compositeRequest },
      { graphId: 'b', compositeRequest },
    ];
    expect((await call('POST', 'composite/graph', { graphs })).status).toBe(200);
    const more = [...graphs, { graphId: 'c', compositeRequest: compositeRequest.slice(0, 1) }];
    expect(await call('POST', 'composite/graph', { graphs: more })).toMatchObject({
      status: 400,
      body: [{ errorCode: 'LIMIT_EXCEEDED' }],
    });
    expect((await call('POST', 'composite/graph', {})).status).toBe(400);
  });
});

const branch = (type: string, referenceId: string, values: Record<string, unknown>) => ({
  attributes: { type, referenceId },
  ...values,
});

describe('trees', () => {
  it('are created with their children', async () => {
    const answer = await call('POST', 'composite/tree/Account', {
      records: [
        branch('Account', 'a1', {
          Name: 'Acme',
          Contacts: { records: [branch('Contact', 'c1', { LastName: 'Neri' })] },
          Opportunities: {
            records: [
              branch('Opportunity', 'o1', {
                Name: 'Deal',
                StageName: 'Prospecting',
                CloseDate: '2026-12-01',
              }),
            ],
          },
        }),
        branch('Account', 'a2', { Name: 'Other' }),
      ],
    });
    expect(answer).toMatchObject({ status: 201, body: { hasErrors: false } });
    const { results } = answer.body as { results: { referenceId: string; id: string }[] };
    expect(results.map(({ referenceId }) => referenceId)).toEqual(['a1', 'c1', 'o1', 'a2']);
    const read = queryPath(
      'SELECT Name, (SELECT LastName FROM Contacts), (SELECT Name FROM Opportunities) FROM Account ORDER BY Name',
    );
    expect((await call('GET', read)).body).toMatchObject({
      records: [
        { Contacts: { records: [{ LastName: 'Neri' }] }, Opportunities: { records: [{ Name: 'Deal' }] } },
        { Contacts: null },
      ],
    });
  });

  it('are not created at all when one record is refused', async () => {
    const answer = await call('POST', 'composite/tree/Account', {
      records: [
        branch('Account', 'a1', { Name: 'Acme', Contacts: { records: [branch('Contact', 'c1', {})] } }),
        branch('Account', 'a2', { Name: 'Other' }),
      ],
    });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        hasErrors: true,
        results: [{ referenceId: 'c1', errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] }],
      },
    });
    expect(await total('Account')).toBe(0);
  });

  it.each([
    [{ records: [{ Name: 'x' }] }, 'INVALID_INPUT'],
    [
      { records: [branch('Account', 'a', { Name: 'x' }), branch('Account', 'a', { Name: 'y' })] },
      'INVALID_INPUT',
    ],
    [{}, 'MISSING_ARGUMENT'],
    [
      { records: Array.from({ length: 201 }, (_, index) => branch('Account', `a${index}`, { Name: 'x' })) },
      'LIMIT_EXCEEDED',
    ],
  ])('refuse %j', async (body, errorCode) => {
    expect(await call('POST', 'composite/tree/Account', body)).toMatchObject({
      status: 400,
      body: [{ errorCode }],
    });
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';
import { queryPath } from '../testing/rest-calls.ts';

let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

describe('composite', () => {
  it('passes answers on and counts once', async () => {
    await salesforce.control('org', { apiCallsUsed: 0 });
    const answer = await call('POST', 'composite', {
      compositeRequest: [
        {
          method: 'POST',
          url: '/services/data/v67.0/sobjects/Account',
          referenceId: 'acc',
          body: { Name: 'Acme' },
        },
        {
          method: 'POST',
          url: '/services/data/v67.0/sobjects/Contact',
          referenceId: 'con',
          body: { LastName: 'Neri', AccountId: '@{acc.id}' },
        },
        {
          method: 'GET',
          url: '/services/data/v67.0/sobjects/Contact/@{con.id}?fields=LastName,AccountId',
          referenceId: 'read',
        },
        { method: 'GET', url: '/services/data/v67.0/sobjects/Contact/@{none.id}', referenceId: 'lost' },
      ],
    });
    const { compositeResponse } = answer.body as {
      compositeResponse: { httpStatusCode: number; body: Record<string, unknown> }[];
    };
    expect(compositeResponse.map(({ httpStatusCode }) => httpStatusCode)).toEqual([201, 201, 200, 400]);
    expect(compositeResponse[2]?.body.AccountId).toBe(compositeResponse[0]?.body.id);
    expect(answer.headers.get('sforce-limit-info')).toBe('api-usage=1/15000');
  });

  it('with allOrNone leaves nothing behind', async () => {
    const { body } = await call('POST', 'composite', {
      allOrNone: true,
      compositeRequest: [
        {
          method: 'POST',
          url: '/services/data/v67.0/sobjects/Account',
          referenceId: 'a',
          body: { Name: 'Acme' },
        },
        { method: 'POST', url: '/services/data/v67.0/sobjects/Contact', referenceId: 'b', body: {} },
        {
          method: 'POST',
          url: '/services/data/v67.0/sobjects/Account',
          referenceId: 'c',
          body: { Name: 'Bcme' },
        },
      ],
    });
    expect(body).toMatchObject({
      compositeResponse: [
        { referenceId: 'a', httpStatusCode: 400, body: [{ errorCode: 'PROCESSING_HALTED' }] },
        { referenceId: 'b', httpStatusCode: 400, body: [{ errorCode: 'REQUIRED_FIELD_MISSING' }] },
        { referenceId: 'c', httpStatusCode: 400, body: [{ errorCode: 'PROCESSING_HALTED' }] },
      ],
    });
    expect((await call('GET', queryPath('SELECT COUNT() FROM Account'))).body).toMatchObject({
      totalSize: 0,
    });
    expect(salesforce.service.counters.read().writes.total).toBe(0);
  });

  it('batch counts each of its requests', async () => {
    await salesforce.control('org', { apiCallsUsed: 0 });
    const answer = await call('POST', 'composite/batch', {
      batchRequests: [
        { method: 'GET', url: 'v67.0/limits' },
        { method: 'GET', url: 'v67.0/sobjects/Lead/nothing' },
      ],
    });
    expect(answer.body).toMatchObject({
      hasErrors: true,
      results: [{ statusCode: 200 }, { statusCode: 404 }],
    });
    expect(answer.headers.get('sforce-limit-info')).toBe('api-usage=3/15000');
  });
});

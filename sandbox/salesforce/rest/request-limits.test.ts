import { beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Call, startConnected } from '../testing/connect.ts';
import { queryPath } from '../testing/rest-calls.ts';

/** How much one request may hold: each limit is still taken, and one more is refused. */

const noContact = '003gK0000zzzzzzQAA';
let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const contacts = (count: number) =>
  many(count, (index) => ({
    attributes: { type: 'Contact' },
    LastName: `P${index}`,
    External_Key__c: `K${index}`,
  }));
const alternating = (count: number) =>
  many(count, (index) =>
    index % 2
      ? { attributes: { type: 'Lead' }, LastName: 'x', Company: 'y' }
      : { attributes: { type: 'Contact' }, LastName: 'x' },
  );
const subrequests = (count: number, path: string) =>
  many(count, (index) => ({ method: 'GET', url: `/services/data/v67.0/${path}`, referenceId: `r${index}` }));
const count = 'query?q=SELECT+COUNT()+FROM+Lead';
const send =
  (method: string, path: string, body: (size: number) => unknown) =>
  (size: number): Promise<Answer> =>
    call(method, path, body(size));

type Limit = [
  what: string,
  most: number,
  ask: (size: number) => Promise<Answer>,
  status: number,
  errorCode: string,
];

const limits: Limit[] = [
  [
    'records created together',
    200,
    send('POST', 'composite/sobjects', (size) => ({ records: contacts(size) })),
    400,
    'EXCEEDED_ID_LIMIT',
  ],
  [
    'records updated together',
    200,
    send('PATCH', 'composite/sobjects', (size) => ({
      records: many(size, () => ({ attributes: { type: 'Contact' }, id: noContact })),
    })),
    400,
    'EXCEEDED_ID_LIMIT',
  ],
  [
    'records upserted together',
    200,
    send('PATCH', 'composite/sobjects/Contact/External_Key__c', (size) => ({ records: contacts(size) })),
    400,
    'EXCEEDED_ID_LIMIT',
  ],
  [
    'records deleted together',
    200,
    (size) => call('DELETE', `composite/sobjects?ids=${many(size, () => noContact).join()}`),
    400,
    'EXCEEDED_ID_LIMIT',
  ],
  [
    'records retrieved together',
    2000,
    send('POST', 'composite/sobjects/Contact', (size) => ({
      ids: many(size, () => noContact),
      fields: ['Id'],
    })),
    400,
    'EXCEEDED_ID_LIMIT',
  ],
  [
    'runs of one type',
    10,
    send('POST', 'composite/sobjects', (size) => ({ records: alternating(size) })),
    400,
    'LIMIT_EXCEEDED',
  ],
  [
    'subrequests of a composite',
    25,
    send('POST', 'composite', (size) => ({ compositeRequest: subrequests(size, 'sobjects') })),
    400,
    'LIMIT_EXCEEDED',
  ],
  [
    'queries in a composite',
    5,
    send('POST', 'composite', (size) => ({ compositeRequest: subrequests(size, count) })),
    400,
    'LIMIT_EXCEEDED',
  ],
  [
    'subrequests of a batch',
    25,
    send('POST', 'composite/batch', (size) => ({ batchRequests: subrequests(size, 'sobjects') })),
    400,
    'LIMIT_EXCEEDED',
  ],
  [
    'rows skipped by OFFSET',
    2000,
    (size) => call('GET', queryPath(`SELECT Id FROM Lead OFFSET ${size}`)),
    400,
    'NUMBER_OUTSIDE_VALID_RANGE',
  ],
  [
    'characters of an e-mail address',
    80,
    (size) => call('POST', 'sobjects/Contact', { LastName: 'x', Email: `${'a'.repeat(size - 5)}@b.it` }),
    400,
    'STRING_TOO_LONG',
  ],
];

describe('one request', () => {
  it.each(limits)('takes %s up to %i and no more', async (_, most, ask, status, errorCode) => {
    const taken = await ask(most);
    expect(taken.status).toBeLessThan(300);
    expect(await ask(most + 1)).toMatchObject({ status, body: [{ errorCode }] });
  });

  it('keeps nothing of what was too much', async () => {
    await call('POST', 'composite/sobjects', { records: contacts(201) });
    expect(salesforce.service.counters.read().writes.total).toBe(0);
  });

  it('has 16,384 bytes for its address, and as many for address and headers together', async () => {
    const address = (length: number) => {
      const [start, end] = ["SELECT Id FROM Lead WHERE City = '", "'"];
      const empty = `/services/data/v67.0/${queryPath(start + end)}`.length;
      return queryPath(start + 'x'.repeat(length - empty) + end);
    };
    expect((await call('GET', address(16_000))).status).toBe(200);
    expect(await call('GET', address(16_385))).toMatchObject({
      status: 414,
      body: [{ errorCode: 'URI_TOO_LONG' }],
    });
    expect(await call('GET', 'limits', undefined, { 'x-long': 'x'.repeat(16_384) })).toMatchObject({
      status: 431,
      body: [{ errorCode: 'REQUEST_HEADER_FIELDS_TOO_LARGE' }],
    });
  });
});

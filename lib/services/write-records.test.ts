import { describe, expect, it } from 'vitest';
import type { Failure } from '#lib/domain/outcome.ts';
import { ProviderFailure, type WriteResult } from '#lib/ports.ts';
import { type RecordWrite, writeRecords } from './write-records.ts';

type Write = RecordWrite<string, string | null>;

const write = (key: string, fields: Write['fields'], ...required: string[]): Write => ({
  key,
  fields,
  required: new Set(required),
});
const writes = (...keys: string[]) => keys.map((key) => write(key, { Name: key }));

const refusal = (field: string | null, changes: Partial<Failure> = {}): WriteResult => ({
  isWritten: false,
  failure: {
    code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    side: 'salesforce',
    field,
    detail: null,
    isRetryable: false,
    fixer: 'salesforce_admin',
    ...changes,
  },
});

/** A platform that refuses named fields, remembers what it was sent, and can go away. */
function createPlatform(
  refuse: (write: Write) => WriteResult | null = () => null,
  awayAfterCalls = Infinity,
) {
  const sent: (readonly Write[])[] = [];
  const send = async (batch: readonly Write[]) => {
    if (sent.length === awayAfterCalls) {
      throw new ProviderFailure({
        platform: 'salesforce',
        kind: 'unavailable',
        code: 'ETIMEDOUT',
        message: 'away',
      });
    }
    sent.push(batch);
    return batch.map((each) => refuse(each) ?? ({ isWritten: true, recordId: `id-${each.key}` } as const));
  };
  return { sent, send };
}

const refuseFields =
  (...fields: string[]) =>
  (each: Write) => {
    const refused = fields.find((field) => field in each.fields);
    return refused === undefined ? null : refusal(refused);
  };

describe('writing records', () => {
  it('sends nothing when there is nothing to write', async () => {
    const { send, sent } = createPlatform();
    expect(await writeRecords([], 200, send)).toEqual({ results: new Map(), interruption: null });
    expect(sent).toEqual([]);
  });

  it('sends batches of the allowed size, in order', async () => {
    const { send, sent } = createPlatform();
    const { results } = await writeRecords(writes('a', 'b', 'c', 'd', 'e'), 2, send);
    expect(sent.map((batch) => batch.map(({ key }) => key))).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect([...results.values()]).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((key) => ({ kind: 'written', recordId: `id-${key}`, faults: [] })),
    );
  });
});

describe('a refused field', () => {
  it('fails alone: the record is written without it, the others are not sent again', async () => {
    const { send, sent } = createPlatform(refuseFields('Phone'));
    const bad = write('bad', { LastName: 'Byron', Phone: '+39' }, 'LastName');
    const { results } = await writeRecords([bad, ...writes('good')], 200, send);
    const fault = { side: 'salesforce', field: 'Phone', code: 'rejected_by_rule', valueLength: 3 };
    expect(results.get('bad')).toEqual({ kind: 'written', recordId: 'id-bad', faults: [fault] });
    expect(results.get('good')).toEqual({ kind: 'written', recordId: 'id-good', faults: [] });
    expect(sent.map((batch) => batch.map(({ key, fields }) => [key, Object.keys(fields)]))).toEqual([
      [
        ['bad', ['LastName', 'Phone']],
        ['good', ['Name']],
      ],
      [['bad', ['LastName']]],
    ]);
  });

  it('may be one of several, each found in a round of its own', async () => {
    const { send } = createPlatform(refuseFields('City', 'Phone', 'Title'));
    const bad = write('bad', { Name: 'x', City: 'y', Phone: 'z', Title: null });
    const { results } = await writeRecords([bad], 200, send);
    expect(results.get('bad')).toMatchObject({
      kind: 'written',
      faults: [
        { field: 'City', valueLength: 1 },
        { field: 'Phone', valueLength: 1 },
        { field: 'Title', valueLength: 0 },
      ],
    });
  });

  it('is one of too many: after four rounds the record is refused', async () => {
    const { send, sent } = createPlatform(refuseFields('A', 'B', 'C', 'D', 'E'));
    const bad = write('bad', { A: '1', B: '2', C: '3', D: '4', E: '5', Name: 'x' });
    const { results } = await writeRecords([bad], 200, send);
    expect(results.get('bad')).toMatchObject({ kind: 'refused', failure: { field: 'D' } });
    expect(sent).toHaveLength(4);
  });

  it.each<[string, Write, WriteResult]>([
    ['is required', write('bad', { LastName: 'x', City: 'y' }, 'LastName'), refusal('LastName')],
    ['is the only one', write('bad', { City: 'y' }), refusal('City')],
    ['was never sent', write('bad', { City: 'y', Name: 'x' }), refusal('Hidden__c')],
    ['has no name', write('bad', { City: 'y', Name: 'x' }), refusal(null)],
    ['may pass another time', write('bad', { City: 'y', Name: 'x' }), refusal('City', { isRetryable: true })],
  ])('stops the record when it %s', async (_, bad, answer) => {
    const { send, sent } = createPlatform(() => answer);
    const { results } = await writeRecords([bad], 200, send);
    expect(results.get('bad')).toEqual({
      kind: 'refused',
      failure: 'failure' in answer ? answer.failure : null,
    });
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['STRING_TOO_LONG', 'value_too_long'],
    ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 'not_in_picklist'],
    ['INVALID_OPTION', 'not_in_picklist'],
    ['INVALID_FIELD_FOR_INSERT_UPDATE', 'read_only_field'],
    ['READ_ONLY_VALUE', 'read_only_field'],
    ['INVALID_EMAIL_ADDRESS', 'wrong_type'],
    ['SOMETHING_NEW', 'rejected_by_rule'],
  ])('is told in our own words: %s is %s', async (code, ours) => {
    const { send } = createPlatform(({ fields }) => ('City' in fields ? refusal('City', { code }) : null));
    const { results } = await writeRecords([write('bad', { City: 'y', Name: 'x' })], 200, send);
    expect(results.get('bad')).toMatchObject({ faults: [{ code: ours }] });
  });
});

describe('an interruption', () => {
  it('leaves what was written written and all the rest lost', async () => {
    const { send } = createPlatform(() => null, 1);
    const { results, interruption } = await writeRecords(writes('a', 'b', 'c', 'd', 'e'), 2, send);
    expect([...results.values()].map(({ kind }) => kind)).toEqual([
      'written',
      'written',
      'lost',
      'lost',
      'lost',
    ]);
    expect(interruption).toMatchObject({ kind: 'unavailable', code: 'ETIMEDOUT' });
  });

  it('in a later round loses the record that was to be written again, too', async () => {
    const { send } = createPlatform(refuseFields('City'), 1);
    const bad = write('bad', { City: 'y', Name: 'x' });
    const { results, interruption } = await writeRecords([bad, ...writes('good')], 200, send);
    expect(results.get('bad')?.kind).toBe('lost');
    expect(results.get('good')?.kind).toBe('written');
    expect(interruption).not.toBeNull();
  });

  it('by a refusal of the whole call stops its records for whoever runs the platform, and loses only later ones', async () => {
    const { send } = createPlatform();
    let calls = 0;
    const refuseSecond = (batch: readonly Write[]) => {
      calls += 1;
      if (calls !== 2) return send(batch);
      const facts = { platform: 'salesforce', kind: 'rejected', code: 'API_DISABLED_FOR_ORG' } as const;
      return Promise.reject(new ProviderFailure({ ...facts, message: 'API is not enabled' }));
    };
    const { results, interruption } = await writeRecords(writes('a', 'b', 'c', 'd', 'e'), 2, refuseSecond);
    expect([...results.values()].map(({ kind }) => kind)).toEqual([
      'written',
      'written',
      'refused',
      'refused',
      'lost',
    ]);
    expect(results.get('c')).toMatchObject({
      failure: { code: 'API_DISABLED_FOR_ORG', isRetryable: false, fixer: 'salesforce_admin' },
    });
    expect(interruption).toMatchObject({ kind: 'rejected' });
  });

  it('is not a defect of ours: anything but a provider’s failure is thrown', async () => {
    const send = () => Promise.reject(new TypeError('defect'));
    await expect(writeRecords(writes('a'), 200, send)).rejects.toThrow('defect');
  });

  it('is not needed to lose a record: an answer that is too short loses those it leaves out', async () => {
    const { send } = createPlatform();
    const { results } = await writeRecords(writes('a', 'b'), 2, async (batch) =>
      (await send(batch)).slice(0, 1),
    );
    expect([...results.values()].map(({ kind }) => kind)).toEqual(['written', 'lost']);
  });
});

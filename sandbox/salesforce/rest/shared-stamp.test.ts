import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';
import { queryPath } from '../testing/rest-calls.ts';

const count = 10_000;
const stamp = '2026-11-02T09:00:00Z';
let call: Call;
let ids: string[];
beforeEach(async () => {
  const connected = await startConnected();
  ({ call } = connected);
  const { transactions } = connected.salesforce;
  const changes = Array.from({ length: count }, (_, index) => ({
    object: 'Contact',
    values: { LastName: `C${index}` },
  }));
  ids = transactions.commit(transactions.begin(changes));
  connected.salesforce.clock.advance(60_000);
  await call('POST', 'sobjects/Contact', { LastName: 'later' });
});

type Page = { done: boolean; nextRecordsUrl?: string; records: { Id: string; SystemModstamp: string }[] };
const query = async (soql: string): Promise<Page> => (await call('GET', queryPath(soql))).body as Page;

describe('ten thousand records of one SystemModstamp', () => {
  it('are all in one answer of updated', async () => {
    const { body } = await call('GET', `sobjects/Contact/updated?start=${stamp}&end=2026-11-02T09:01:00Z`);
    expect(body).toEqual({ ids, latestDateCovered: '2026-11-02T09:01:00.000+0000' });
  });

  it.each([
    [
      'the OR of both keys',
      (id: string) => `(SystemModstamp > ${stamp} OR (SystemModstamp = ${stamp} AND Id > '${id}'))`,
    ],
    ['the stamp and the id', (id: string) => `SystemModstamp = ${stamp} AND Id > '${id}'`],
  ])('can be paged by %s', async (_, after) => {
    const seen: string[] = [];
    for (let last = '000000000000000AAA'; ; ) {
      const soql = `SELECT Id, SystemModstamp FROM Contact WHERE ${after(last)} ORDER BY SystemModstamp ASC, Id ASC LIMIT 2000`;
      const { records } = await query(soql);
      seen.push(
        ...records.filter((row) => row.SystemModstamp.startsWith('2026-11-02T09:00')).map((row) => row.Id),
      );
      if (records.length < 2000) break;
      last = records.at(-1)?.Id ?? '';
    }
    expect(seen).toEqual(ids);
  });

  it('can be paged by locator, in an order that no page repeats', async () => {
    const seen: string[] = [];
    const soql = `SELECT Id FROM Contact WHERE SystemModstamp <= ${stamp} ORDER BY SystemModstamp, Id`;
    for (let next: string | undefined = queryPath(soql); next; ) {
      const page = (await call('GET', next)).body as Page;
      seen.push(...page.records.map(({ Id }) => Id));
      next = page.nextRecordsUrl;
    }
    expect(seen).toEqual(ids);
  });

  it('never come to an end for a reader who asks >= with a LIMIT and no id', async () => {
    const soql = `SELECT Id, SystemModstamp FROM Contact WHERE SystemModstamp >= ${stamp} ORDER BY SystemModstamp LIMIT 2000`;
    expect((await query(soql)).records).toEqual((await query(soql)).records);
  });
});

describe('record ids', () => {
  it('sort in the order in which they were given out, upper case before lower case', async () => {
    const { records } = await query(
      `SELECT Id FROM Contact WHERE Id IN ('${ids[9]}','${ids[10]}','${ids[35]}','${ids[36]}') ORDER BY Id`,
    );
    expect(records.map(({ Id }) => Id)).toEqual([ids[9], ids[10], ids[35], ids[36]]);
    expect(
      (await query(`SELECT Id FROM Contact WHERE Id > '${ids[35]}' ORDER BY Id LIMIT 1`)).records,
    ).toMatchObject([{ Id: ids[36] }]);
  });
});

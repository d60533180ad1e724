import { describe, expect, it } from 'vitest';
import { callerOf, connect, startSalesforce } from './testing/connect.ts';
import { queryPath } from './testing/rest-calls.ts';

/** Everything a program sees of one short story, without a socket and with a clock that only the test moves. */
async function tellStory(): Promise<string[]> {
  const salesforce = startSalesforce('demo');
  const tokens = await connect(salesforce);
  const call = callerOf(salesforce, tokens);
  const seen: string[] = [JSON.stringify(tokens)];
  const note = async (method: string, path: string, body?: unknown): Promise<void> => {
    const answer = await call(method, path, body);
    seen.push(
      JSON.stringify([answer.status, answer.body, [...answer.headers.entries()].sort()]),
      new Date(salesforce.clock.now()).toISOString(),
    );
  };
  const contactId = salesforce.asUser().create('Contact', { LastName: 'Neri' });
  const transactionId = salesforce.transactions.begin([
    { object: 'Lead', values: { LastName: 'x', Company: 'y' } },
  ]);
  salesforce.clock.advance(90_000);
  await note('PATCH', `sobjects/Contact/${contactId}`, { Title: 'CEO' });
  await note('POST', 'sobjects/Contact', { LastName: 'Bianchi' });
  await note('GET', 'sobjects/Lead/updated?start=2026-11-02T08:00:00Z&end=2026-11-02T10:00:00Z');
  seen.push(transactionId, ...salesforce.transactions.commit(transactionId));
  await note('GET', queryPath('SELECT FIELDS(STANDARD) FROM Lead'));
  await note('POST', 'jobs/query', { operation: 'query', query: 'SELECT Id FROM Contact' });
  salesforce.clock.advance(10_000);
  const { body } = await call('GET', 'jobs/query');
  const [job] = (body as { records: { id: string }[] }).records;
  await note('GET', `jobs/query/${job?.id}/results`);
  return seen;
}

describe('a Salesforce in this process', () => {
  it('tells the same story twice: ids, tokens, stamps, headers and the mixed rows of a bulk query', async () => {
    expect(await tellStory()).toEqual(await tellStory());
  });
});

import type { Answer, Call } from './connect.ts';

/** A save without assignment rules, so that the record keeps the owner it was given. */
export const quiet = { 'Sforce-Auto-Assign': 'FALSE' };

export const queryPath = (soql: string): string => `query?q=${encodeURIComponent(soql)}`;

export const idOf = (answer: Answer): string => (answer.body as { id: string }).id;

/** Creates a record that must be accepted and answers its id. */
export async function create(call: Call, type: string, values: Record<string, unknown>): Promise<string> {
  const answer = await call('POST', `sobjects/${type}`, values, quiet);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return idOf(answer);
}

export const createLead = (call: Call, values: Record<string, unknown> = {}): Promise<string> =>
  create(call, 'Lead', { LastName: 'Neri', Company: 'Acme', ...values });

export async function read(call: Call, type: string, recordId: string): Promise<Record<string, unknown>> {
  return (await call('GET', `sobjects/${type}/${recordId}`)).body as Record<string, unknown>;
}

export async function userId(call: Call, username: string): Promise<string> {
  const { body } = await call('GET', queryPath(`SELECT Id FROM User WHERE Username = '${username}'`));
  return (body as { records: { Id: string }[] }).records[0]?.Id ?? '';
}

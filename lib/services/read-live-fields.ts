import type { SalesforceFieldSchema } from '#lib/domain/field-mapping.ts';
import type { LiveFields } from '#lib/domain/mapping-check.ts';
import type { RequestContext } from './context.ts';

/** Both objects' fields by API name; `null` while Salesforce is not connected, or has to be connected again. */
export async function readLiveFields({ stores, salesforce }: RequestContext): Promise<LiveFields | null> {
  const connection = await stores.connections.read('salesforce');
  if (connection === null || connection.status === 'reconnect_needed') return null;
  const [lead, contact] = await Promise.all([salesforce.describe('Lead'), salesforce.describe('Contact')]);
  const byName = (fields: readonly SalesforceFieldSchema[]) =>
    new Map(fields.map((field) => [field.name, field]));
  return { Lead: byName(lead), Contact: byName(contact) };
}

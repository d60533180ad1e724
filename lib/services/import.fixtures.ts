import { randomUUID } from 'node:crypto';
import { importSelectionSchema } from '#lib/contracts/import.ts';
import type { TestTenants } from '#lib/db/tenant.fixtures.ts';
import type { SalesforceType, SalesforceValue } from '#lib/domain/records.ts';
import type { SyncRun } from '#lib/ports/runs.ts';
import { createOAuth, openLogins } from './context.fixtures.ts';
import type { RequestContext } from './context.ts';
import { drainTenant } from './drain-tenant.ts';
import type { Sandboxes, SandboxTenant } from './sandbox.fixtures.ts';
import { startImport } from './start-import.ts';
import { openImportRows } from './view-import.ts';

export function openImporter(tenants: TestTenants, { session }: SandboxTenant): RequestContext {
  return {
    ...session,
    user: { hubspotUserId: '1', email: 'admin@example.com', role: 'admin' },
    directory: tenants.directory,
    hubspotAppUrl: (uiDomain) => `https://${uiDomain}`,
    salesforceLogins: openLogins(createOAuth()),
    endAccess: async () => undefined,
    hubspotScopes: [],
    forgetSchemas: () => {},
    wakeDrain: async () => undefined,
  };
}

/** Makes records of one type as another program would, 200 a call. */
export async function addRecords(
  { session }: SandboxTenant,
  salesforceType: SalesforceType,
  rows: readonly Readonly<Record<string, SalesforceValue>>[],
): Promise<string[]> {
  const ids: string[] = [];
  for (let start = 0; start < rows.length; start += 200) {
    const part = rows.slice(start, start + 200);
    const results = await session.salesforce.create(part.map((fields) => ({ salesforceType, fields })));
    for (const result of results) {
      if (!result.isWritten) throw new Error(JSON.stringify(result.failure));
      ids.push(result.recordId);
    }
  }
  return ids;
}

export const person = (number: number, domain = 'import.example') => ({
  FirstName: 'Ada',
  LastName: `Lovelace ${number}`,
  Company: 'Acme',
  Email: `person-${number}@${domain}`,
  City: 'Torino',
  Title: 'Countess',
});

/** Drains as a worker would, moving time to when it wants to be woken, until `isDone` or nothing is left. */
export async function drainUntil(
  { time }: Sandboxes,
  { session }: SandboxTenant,
  isDone: () => Promise<boolean>,
): Promise<void> {
  for (let turn = 0; turn < 400; turn += 1) {
    const result = await drainTenant(session, new AbortController().signal);
    if (await isDone()) return;
    if (result.kind === 'parked' || result.kind === 'superseded') return;
    if (result.kind === 'wait') time.advance(Math.max(1, result.until.getTime() - time.now()));
  }
  throw new Error('it does not come to an end');
}

export async function readRun({ stores }: SandboxTenant, runId: string): Promise<SyncRun> {
  const run = await stores.runs.read(runId);
  if (run === null) throw new Error('the run is gone');
  return run;
}

/** Imports and waits for the end. */
export async function importAll(
  sandboxes: Sandboxes,
  tenant: SandboxTenant,
  context: RequestContext,
  selection: object = { salesforceTypes: ['Lead', 'Contact'] },
): Promise<SyncRun> {
  const { run } = await startImport(context, randomUUID(), importSelectionSchema.parse(selection));
  await drainUntil(sandboxes, tenant, async () => {
    const { finishedAt, state } = await readRun(tenant, run.runId);
    return finishedAt !== null || state === 'paused';
  });
  return readRun(tenant, run.runId);
}

/** The result file, as rows without its header. */
export async function readRows(context: RequestContext, runId: string): Promise<string[][]> {
  let text = '';
  for await (const part of await openImportRows(context, runId)) text += part;
  const [, ...lines] = text.trimEnd().split('\r\n');
  return lines.map((line) => line.split(','));
}

/** Everything HubSpot's own API says of a contact by its address. */
export async function readContact(
  { callHubspot }: SandboxTenant,
  email: string,
  properties: readonly string[],
): Promise<Record<string, string | null> | null> {
  const path = '/crm/objects/2026-09/contacts/batch/read';
  const body = { idProperty: 'email', inputs: [{ id: email }], properties, propertiesWithHistory: [] };
  const { results } = await callHubspot('POST', path, body);
  return results[0]?.properties ?? null;
}

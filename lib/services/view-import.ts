import { type EmailOnlyResponse, type ImportFields, importRowColumns } from '#lib/contracts/import.ts';
import type { FilterField } from '#lib/domain/import-selection.ts';
import type { ImportRow } from '#lib/ports/imports.ts';
import { ProviderFailure } from '#lib/ports.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { writeCsvLine } from './csv-line.ts';
import { hubspotLinks } from './hubspot-links.ts';
import { linkRecord } from './salesforce-links.ts';

const salesforceTypes = ['Lead', 'Contact'] as const;
const peoplePerPage = 50;
const rowsPerPage = 2_000;

/** What an import can be filtered by. */
export async function readImportFields({ salesforce }: RequestContext): Promise<ImportFields> {
  const [users, ...read] = await Promise.all([
    salesforce.listUsers(),
    ...salesforceTypes.map((type) => salesforce.describeFilterFields(type).catch(nullIfRefused)),
  ]);
  const fieldsOf = (index: number) => (read[index] ?? []).map(viewField);
  return {
    fields: { Lead: fieldsOf(0), Contact: fieldsOf(1) },
    notAccessible: salesforceTypes.filter((_, index) => read[index] === null),
    users: users.map((user) => ({ ...user })),
  };
}

function viewField({ picklistValues, ...field }: FilterField) {
  return { ...field, picklistValues: picklistValues.map((value) => ({ ...value })) };
}

function nullIfRefused(error: unknown): null {
  if (error instanceof ProviderFailure && error.kind === 'rejected') return null;
  throw error;
}

/**
 * The result of an import, line by line: nothing is held in memory but a page.
 *
 * @throws ServiceError `not_found`.
 */
export async function openImportRows(
  { stores }: RequestContext,
  runId: string,
): Promise<AsyncIterable<string>> {
  const run = await stores.runs.read(runId);
  if (run === null || run.kind !== 'import') throw new ServiceError('not_found');
  return readLines((after) => stores.imports.readRowsPage(runId, after, rowsPerPage));
}

async function* readLines(
  readPage: (after: string | null) => Promise<readonly ImportRow[]>,
): AsyncIterable<string> {
  yield writeCsvLine(importRowColumns);
  let after: string | null = null;
  for (;;) {
    const rows = await readPage(after);
    if (rows.length > 0) yield rows.map((row) => writeCsvLine(toCells(row))).join('');
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsPerPage) return;
    after = last.salesforceId;
  }
}

function toCells(row: ImportRow): readonly string[] {
  const contact = row.hasCreated ? 'created' : 'existing';
  return [
    row.salesforceType ?? '',
    row.salesforceId,
    row.email ?? '',
    row.hubspotContactId ?? '',
    row.hubspotContactId === null ? '' : contact,
    row.outcome,
    row.reason ?? '',
  ];
}

/** People of whom HubSpot has the address and nothing else, the newest first. Addresses are read from HubSpot. */
export async function listEmailOnly(
  context: RequestContext,
  before: string | null,
): Promise<EmailOnlyResponse> {
  const { stores, hubspot } = context;
  const [found, total, tenant, connection] = await Promise.all([
    stores.imports.listEmailOnly(before, peoplePerPage),
    stores.imports.countEmailOnly(),
    stores.readTenant(),
    stores.connections.read('salesforce'),
  ]);
  const contactIds = found.map(({ link }) => link.hubspotContactId);
  const contacts =
    contactIds.length === 0 ? new Map() : (await hubspot.readContacts(contactIds, [])).contacts;
  const { contact: contactUrl } = hubspotLinks(context, tenant);
  return {
    people: found.map(({ link: { hubspotContactId, salesforceType, salesforceId }, since }) => ({
      hubspotContactId,
      hubspotUrl: contactUrl(hubspotContactId),
      email: contacts.get(hubspotContactId)?.email ?? null,
      salesforceType,
      salesforceId,
      salesforceUrl: linkRecord(connection?.instanceUrl, { salesforceType, salesforceId }),
      since,
    })),
    total,
    nextBefore: found.length === peoplePerPage ? (found.at(-1)?.mark ?? null) : null,
  };
}

import {
  type StandingQuery,
  type StandingRecordsResponse,
  type StandingRecordView,
  standingColumns,
} from '#lib/contracts/health.ts';
import type { StandingFilter, StandingRecord } from '#lib/ports/health.ts';
import type { RequestContext } from './context.ts';
import { writeCsvLine } from './csv-line.ts';
import { hubspotLinks } from './hubspot-links.ts';
import { linkRecord } from './salesforce-links.ts';

const recordsPerPage = 50;
const recordsPerPart = 2_000;

/** The records behind a tile or a cause, by contact id. Asks neither platform. */
export async function listStanding(
  context: RequestContext,
  query: StandingQuery,
): Promise<StandingRecordsResponse> {
  const { stores } = context;
  const page = { after: query.after ?? null, limit: recordsPerPage };
  const [found, tenant, connection] = await Promise.all([
    stores.health.listStanding(toFilter(query), page),
    stores.readTenant(),
    stores.connections.read('salesforce'),
  ]);
  const { contact } = hubspotLinks(context, tenant);
  const last = found.at(-1);
  return {
    records: found.map((record) => viewRecord(record, contact, connection?.instanceUrl ?? null)),
    nextAfter: found.length === recordsPerPage && last !== undefined ? last.mark : null,
  };
}

/** All of them, line by line: nothing is held in memory but a part. */
export async function* writeStanding(
  { stores }: RequestContext,
  query: StandingQuery,
): AsyncIterable<string> {
  yield writeCsvLine(standingColumns);
  const filter = toFilter(query);
  let after: string | null = null;
  for (;;) {
    const part: readonly StandingRecord[] = await stores.health.listStanding(filter, {
      after,
      limit: recordsPerPart,
    });
    if (part.length > 0) yield part.map((record) => writeCsvLine(toCells(record, filter.standing))).join('');
    const last = part.at(-1);
    if (last === undefined || part.length < recordsPerPart) return;
    after = last.mark;
  }
}

function toFilter({ standing, groupId, person }: StandingQuery): StandingFilter {
  return { standing, groupId: groupId ?? null, person: person ?? null };
}

function viewRecord(
  { causes, waiting, ...record }: StandingRecord,
  contactUrl: (hubspotContactId: string) => string,
  instanceUrl: string | null,
): StandingRecordView {
  const { hubspotContactId } = record;
  return {
    ...record,
    causes: [...causes],
    waiting: waiting === null ? null : { ...waiting, triggers: [...waiting.triggers] },
    hubspotUrl: hubspotContactId === null ? null : contactUrl(hubspotContactId),
    salesforceUrl: linkRecord(instanceUrl, record),
  };
}

function toCells(record: StandingRecord, standing: string): readonly string[] {
  return [
    record.email ?? '',
    record.hubspotContactId ?? '',
    record.salesforceType ?? '',
    record.salesforceId ?? '',
    standing,
    record.since,
    record.causes.map(({ code, side, field }) => [side, code, field].filter(Boolean).join(' ')).join('; '),
    [...new Set(record.causes.map(({ fixer }) => fixer))].join('; '),
  ];
}

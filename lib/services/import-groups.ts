import { judgeImported } from '#lib/domain/import-decision.ts';
import { chooseMatch } from '#lib/domain/match.ts';
import type { SkipReason } from '#lib/domain/outcome.ts';
import { personAccountField } from '#lib/domain/pair-decision.ts';
import type { SalesforceRecord } from '#lib/domain/records.ts';
import type { PendingChange } from '#lib/ports/inbox.ts';
import type { RecordLink } from '#lib/ports/links.ts';
import { resolveRecords } from './resolve-records.ts';
import type { FieldSelection } from './sync-pair.ts';
import type { SyncSession } from './sync-session.ts';

/** One record of an import, as it is by now. */
export type ImportedRecord = { readonly change: PendingChange; readonly record: SalesforceRecord };

/** Records of one address: they become one contact, linked with `chosen`. */
export type AddressGroup = {
  readonly email: string;
  readonly rows: readonly ImportedRecord[];
  /** By the matching order, of all records of the org that no contact is linked with. */
  readonly chosen: SalesforceRecord;
};

export type ImportGroups = {
  readonly groups: readonly AddressGroup[];
  /** Records that are linked already. */
  readonly linked: readonly { readonly change: PendingChange; readonly link: RecordLink }[];
  readonly skipped: readonly {
    readonly change: PendingChange;
    readonly record: SalesforceRecord | null;
    readonly reason: SkipReason;
  }[];
};

/** Reads the records of an import afresh and puts together what becomes one contact. */
export async function groupImported(
  session: SyncSession,
  changes: readonly PendingChange[],
): Promise<ImportGroups> {
  const selection = selectFields(session);
  const keys = changes.flatMap(({ recordKind, recordId }) =>
    recordKind === 'contact' ? [] : [{ salesforceType: recordKind, salesforceId: recordId }],
  );
  const resolved = await resolveRecords(session, keys, selection);
  const links = await readLinks(
    session,
    [...resolved.values()].flatMap(({ ids }) => ids),
  );
  const linked: ImportGroups['linked'][number][] = [];
  const skipped: ImportGroups['skipped'][number][] = [];
  const rows: (ImportedRecord & { readonly email: string })[] = [];
  for (const change of changes) {
    const { record = null, ids = [] } = resolved.get(change.recordId) ?? {};
    const link = ids.flatMap((id) => links.get(id) ?? [])[0];
    const verdict = judgeImported(record);
    if (link !== undefined) linked.push({ change, link });
    else if (verdict.kind === 'skip') skipped.push({ change, record, reason: verdict.reason });
    else rows.push({ change, record: verdict.record, email: verdict.email });
  }
  const byEmail = Map.groupBy(rows, ({ email }) => email);
  const free = await findFree(session, [...byEmail.keys()], selection);
  const groups = [...byEmail].flatMap(([email, ofEmail]): AddressGroup[] => {
    const candidates = [...ofEmail.map(({ record }) => record), ...(free.get(email) ?? [])];
    const { chosen } = chooseMatch(candidates);
    return chosen === null ? [] : [{ email, rows: ofEmail, chosen }];
  });
  return { groups, linked, skipped };
}

function selectFields({ fields }: SyncSession): FieldSelection {
  const ofContact = fields.Contact.has(personAccountField) ? [personAccountField] : [];
  return { properties: [], fields: { Lead: [], Contact: ofContact } };
}

async function readLinks(
  { stores }: SyncSession,
  salesforceIds: readonly string[],
): Promise<ReadonlyMap<string, RecordLink>> {
  const links = await stores.links.findBySalesforceIds([...new Set(salesforceIds)]);
  return new Map(links.map((link) => [link.salesforceId, link]));
}

/** Records of the whole org with these addresses that could be linked, by address. */
async function findFree(
  session: SyncSession,
  emails: readonly string[],
  { fields }: FieldSelection,
): Promise<ReadonlyMap<string, readonly SalesforceRecord[]>> {
  if (emails.length === 0) return new Map();
  const found = await session.salesforce.findByEmails(emails, fields);
  const links = await readLinks(
    session,
    found.map(({ salesforceId }) => salesforceId),
  );
  const free = found.filter(
    (record) =>
      !record.isConverted && !links.has(record.salesforceId) && judgeImported(record).kind === 'import',
  );
  return Map.groupBy(free, ({ email }) => email ?? '');
}

import type { BoundCondition, BoundFilter } from '#lib/domain/import-selection.ts';
import type { SalesforceType } from '#lib/domain/records.ts';
import type { FeedPosition } from '#lib/ports/change-feeds.ts';

/** Building queries. The only place where a value is put into SOQL. */

/** Longest path of a query, in bytes. Salesforce takes 16,384 with all headers; the rest is theirs. */
const maxUriBytes = 14_000;

/** No e-mail field holds more, so a longer address matches nothing. */
const maxEmailLength = 80;

const escapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ["'", "\\'"],
  ['"', '\\"'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** A SOQL string literal, quotes included. One pass, so that no escape is escaped again. */
export function quoteText(text: string): string {
  return `'${text.replace(/[\\'"\n\r\t]/g, (character) => escapes.get(character) ?? character)}'`;
}

const namePattern = /^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*$/;

/**
 * A field or object name. Names come from the org's own schema or from settings; anything that could end
 * the name and go on as a query is refused.
 *
 * @throws RangeError
 */
export function assertName(name: string): string {
  if (!namePattern.test(name)) throw new RangeError('not a Salesforce name');
  return name;
}

/**
 * `fetch` would encode the quotes by itself, and the address would be longer than it was measured. Commas and at signs may
 * stand in a query as they are: a list of e-mail addresses is shorter by a tenth.
 */
function encodeSoql(soql: string): string {
  return encodeURIComponent(soql.toWellFormed())
    .replaceAll("'", '%27')
    .replaceAll('%2C', ',')
    .replaceAll('%40', '@');
}

/** `queryAll` also finds what is in the recycle bin. */
export function queryPath(soql: string, verb: 'query' | 'queryAll' = 'query'): string {
  return `/${verb}?q=${encodeSoql(soql)}`;
}

/** Which of the records are in the recycle bin, and into which others they were merged. */
export function buildTombstoneQuery(objectName: string, salesforceIds: readonly string[]): string {
  const ids = salesforceIds.map(quoteText).join(',');
  return `SELECT Id, MasterRecordId FROM ${assertName(objectName)} WHERE IsDeleted = true AND Id IN (${ids})`;
}

/** Accounts whose website may be on one of the domains, oldest first; what only looks alike is for the caller to drop. */
export function buildAccountQuery(domains: readonly string[]): string {
  const conditions = domains.map((domain) => `Website LIKE ${quoteText(`%${escapeLike(domain)}%`)}`);
  return `SELECT Id, Website FROM Account WHERE ${conditions.join(' OR ')} ORDER BY CreatedDate, Id`;
}

/** `_` and `%` stand for any character in LIKE. The backslash is doubled by quoting. */
function escapeLike(text: string): string {
  return text.replace(/[_%]/g, (character) => `\\${character}`);
}

/** The same for a query that sees deleted rows too. */
export function queryAllPath(soql: string): string {
  return `/queryAll?q=${encodeSoql(soql)}`;
}

/**
 * A page of changed records by stamp and id, so that rows which share one stamp neither stop the feed nor fall out of
 * it. OFFSET would do neither: it ends at 2,000.
 *
 * @throws RangeError for a stamp that is no time.
 */
export function buildChangeQuery(
  salesforceType: SalesforceType,
  { stamp, recordId }: FeedPosition,
  pageSize: number,
): string {
  const at = new Date(stamp).toISOString();
  const condition =
    recordId === null
      ? `SystemModstamp >= ${at}`
      : `SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > ${quoteText(recordId)})`;
  const fields = ['Id', 'SystemModstamp', 'CreatedDate', 'IsDeleted', 'MasterRecordId'];
  if (salesforceType === 'Lead') fields.push('IsConverted');
  return (
    `SELECT ${fields.join(', ')} FROM ${assertName(salesforceType)} WHERE ${condition}` +
    ` ORDER BY SystemModstamp, Id LIMIT ${pageSize}`
  );
}

/**
 * Queries for every record with one of the e-mail addresses, as few as the length of a query allows.
 * Comparing ignores case, and deleted rows stay out.
 */
export function buildEmailQueries(
  objectName: string,
  fields: readonly string[],
  emails: readonly string[],
): string[] {
  const head = `SELECT ${fields.map(assertName).join(', ')} FROM ${assertName(objectName)} WHERE Email IN (`;
  const emptyBytes = queryPath(`${head})`).length;
  const literals = [...new Set(emails)].filter(({ length }) => length <= maxEmailLength).map(quoteText);
  const lists: string[][] = [];
  let bytes = maxUriBytes;
  for (const literal of literals) {
    const added = encodeSoql(`${literal},`).length;
    bytes += added;
    if (bytes > maxUriBytes) {
      lists.push([]);
      bytes = emptyBytes + added;
    }
    lists.at(-1)?.push(literal);
  }
  return lists.map((list) => `${head}${list.join(',')})`);
}

const comparisons = {
  equals: '=',
  not_equals: '!=',
  greater: '>',
  less: '<',
  is_blank: '=',
  is_not_blank: '!=',
} as const;

/**
 * One condition of an import's filter. Every kind of value has its own literal, so that nothing typed by a person is
 * ever more than a value.
 *
 * @throws RangeError for a name, number, day or moment that is none.
 */
function buildCondition({ field, kind, operator, value }: BoundCondition): string {
  const name = assertName(field);
  if (operator === 'is_blank' || operator === 'is_not_blank') return `${name} ${comparisons[operator]} null`;
  if (operator === 'contains' && kind === 'multipicklist') return `${name} INCLUDES (${quoteText(value)})`;
  if (operator === 'contains') return `${name} LIKE ${quoteText(`%${escapeLike(value)}%`)}`;
  if (operator === 'starts_with') return `${name} LIKE ${quoteText(`${escapeLike(value)}%`)}`;
  return `${name} ${comparisons[operator]} ${toLiteral(kind, value)}`;
}

function toLiteral(kind: BoundCondition['kind'], value: string): string {
  switch (kind) {
    case 'text':
    case 'picklist':
    case 'multipicklist':
      return quoteText(value);
    case 'boolean':
      if (value !== 'true' && value !== 'false') throw new RangeError('neither true nor false');
      return value;
    case 'number':
      if (!/^-?\d+(\.\d+)?$/.test(value)) throw new RangeError('not a number');
      return value;
    case 'date':
      if (!/^\d{4}-\d\d-\d\d$/.test(value)) throw new RangeError('not a day');
      return value;
    case 'datetime':
      return new Date(value).toISOString();
  }
}

/** Leads that were converted are Contacts by now, and are imported as such. */
function buildSelection(
  salesforceType: SalesforceType,
  filter: BoundFilter,
  more: readonly string[],
): string {
  const { createdSince, modifiedSince, ownerId, conditions } = filter;
  const all = [
    ...(salesforceType === 'Lead' ? ['IsConverted = false'] : []),
    ...(createdSince === null ? [] : [`CreatedDate >= ${new Date(createdSince).toISOString()}`]),
    ...(modifiedSince === null ? [] : [`LastModifiedDate >= ${new Date(modifiedSince).toISOString()}`]),
    ...(ownerId === null ? [] : [`OwnerId = ${quoteText(ownerId)}`]),
    ...conditions.map(buildCondition),
    ...more,
  ];
  return `FROM ${assertName(salesforceType)}${all.length === 0 ? '' : ` WHERE ${all.join(' AND ')}`}`;
}

/** How many records an import is about. */
export function buildSelectionCount(salesforceType: SalesforceType, filter: BoundFilter): string {
  return `SELECT COUNT() ${buildSelection(salesforceType, filter, [])}`;
}

/** Their ids behind `after`, page by page: by id, so that nothing has to be remembered between two pages. */
export function buildSelectionPage(
  salesforceType: SalesforceType,
  filter: BoundFilter,
  after: string | null,
  pageSize: number,
): string {
  const behind = after === null ? [] : [`Id > ${quoteText(after)}`];
  return `SELECT Id ${buildSelection(salesforceType, filter, behind)} ORDER BY Id LIMIT ${pageSize}`;
}

/** All of their ids, for a query job: unordered, because an order keeps Salesforce from splitting the job. */
export function buildSelectionJob(salesforceType: SalesforceType, filter: BoundFilter): string {
  return `SELECT Id ${buildSelection(salesforceType, filter, [])}`;
}

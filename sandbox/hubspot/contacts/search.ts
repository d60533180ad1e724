import { type ApiCall, readJsonObject } from '#sandbox/hubspot/api/endpoint.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import type { PropertyDefinition } from '#sandbox/hubspot/properties/catalog.ts';
import { createContactViewer } from './contact-view.ts';
import { readSearchRequest, type SearchFilter, type SearchRequest } from './search-request.ts';

type RowTest = (row: number) => boolean;
const SEARCHED_BY_QUERY = ['email', 'firstname', 'lastname', 'phone', 'company', 'hs_additional_emails'];
const COMPARED_AS_NUMBERS = ['number', 'date', 'datetime'];

/** `POST …/contacts/search`: sees the contacts as they were when the index last caught up. */
export async function searchContacts({ c, portal }: ApiCall): Promise<Response> {
  const body = await readJsonObject(c);
  const request = readSearchRequest(body, (await c.req.text()).length, portal.properties);
  portal.searchIndex.refresh();
  const rows = findRows(portal, request);
  if (request.sort) sortRows(portal, rows, request.sort);
  const end = request.offset + request.limit;
  const show = createContactViewer(portal, request.properties, [], (name) => portal.searchIndex.reader(name));
  return c.json({
    total: rows.length,
    results: rows.slice(request.offset, end).map(show),
    ...(end < rows.length && request.limit > 0 ? { paging: { next: { after: String(end) } } } : {}),
  });
}

/** The rows that match, by record id. */
export function findRows(portal: Portal, request: Pick<SearchRequest, 'filterGroups' | 'query'>): number[] {
  const groups = request.filterGroups.map((group) => group.map((filter) => makeTest(portal, filter)));
  const matchesQuery = makeQueryTest(portal, request.query);
  const rows: number[] = [];
  for (let row = 0; row < portal.contacts.rowCount(); row++) {
    if (!portal.searchIndex.isVisible(row) || !matchesQuery(row)) continue;
    if (groups.length === 0 || groups.some((tests) => tests.every((test) => test(row)))) rows.push(row);
  }
  return rows;
}

/** Every word must begin some word of a searchable property. */
function makeQueryTest(portal: Portal, query: string): RowTest {
  if (query === '') return () => true;
  const words = query.split(/\s+/);
  const readers = SEARCHED_BY_QUERY.map((name) => portal.searchIndex.reader(name));
  return (row) => {
    const text = ` ${readers
      .map((read) => read(row))
      .join(' ')
      .toLowerCase()}`;
    return words.every(
      (word) => text.includes(` ${word}`) || text.includes(`.${word}`) || text.includes(`@${word}`),
    );
  };
}

function makeTest(portal: Portal, filter: SearchFilter): RowTest {
  const definition = portal.properties.find(filter.propertyName);
  const read = portal.searchIndex.reader(filter.propertyName);
  const test = makeValueTest(filter, definition);
  if (filter.propertyName !== 'email') return (row) => test(read(row));
  // A search for an address also finds contacts that have it as an additional one.
  const readMore = portal.searchIndex.reader('hs_additional_emails');
  const isNegative = filter.operator.startsWith('N');
  return (row) => {
    const addresses = [
      read(row),
      ...readMore(row)
        .split(';')
        .filter((address) => address !== ''),
    ];
    return isNegative ? addresses.every(test) : addresses.some(test);
  };
}

function makeValueTest(
  filter: SearchFilter,
  definition: PropertyDefinition | undefined,
): (value: string) => boolean {
  const { operator, values } = filter;
  switch (operator) {
    case 'HAS_PROPERTY':
      return (value) => value !== '';
    case 'NOT_HAS_PROPERTY':
      return (value) => value === '';
    case 'IN':
    case 'NOT_IN': {
      // HubSpot folds the stored text but not the operands: an operand with a capital letter never matches.
      const wanted = new Set(values);
      const fold = (value: string): string => (definition?.type === 'string' ? value.toLowerCase() : value);
      return (value) => (value !== '' && wanted.has(fold(value))) === (operator === 'IN');
    }
    case 'CONTAINS_TOKEN':
    case 'NOT_CONTAINS_TOKEN': {
      const token = tokenPattern(filter.value);
      return (value) =>
        value.split(/[\s@.,;:/()-]+/).some((word) => token.test(word)) === (operator === 'CONTAINS_TOKEN');
    }
    default:
      return makeComparison(filter, COMPARED_AS_NUMBERS.includes(definition?.type ?? ''));
  }
}

function makeComparison(filter: SearchFilter, isNumeric: boolean): (value: string) => boolean {
  const order = (a: string, b: string): number =>
    isNumeric
      ? toNumber(a) - toNumber(b)
      : a.toLowerCase() < b.toLowerCase()
        ? -1
        : Number(a.toLowerCase() > b.toLowerCase());
  const { value: operand, highValue, operator } = filter;
  return (value) => {
    if (value === '') return operator === 'NEQ';
    const difference = order(value, operand);
    switch (operator) {
      case 'EQ':
        return difference === 0;
      case 'NEQ':
        return difference !== 0;
      case 'LT':
        return difference < 0;
      case 'LTE':
        return difference <= 0;
      case 'GT':
        return difference > 0;
      case 'GTE':
        return difference >= 0;
      default:
        return difference >= 0 && order(value, highValue) <= 0;
    }
  };
}

/** Numbers as they are; dates, written either way, as milliseconds. */
function toNumber(text: string): number {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text);
}

function tokenPattern(token: string): RegExp {
  const source = token.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 'i');
}

function sortRows(portal: Portal, rows: number[], sort: NonNullable<SearchRequest['sort']>): void {
  const read = portal.searchIndex.reader(sort.propertyName);
  const isNumeric = COMPARED_AS_NUMBERS.includes(portal.properties.find(sort.propertyName)?.type ?? '');
  const sign = sort.isDescending ? -1 : 1;
  const breakTie = portal.settings.assumptions.searchTiesByRecordId ? byRow : byPlaceInIndex;
  const keys = new Map(rows.map((row) => [row, isNumeric ? toNumber(read(row)) : read(row).toLowerCase()]));
  rows.sort((a, b) => {
    const left = keys.get(a) ?? '';
    const right = keys.get(b) ?? '';
    return (left < right ? -sign : left > right ? sign : 0) || breakTie(a, b);
  });
}

const byRow = (a: number, b: number): number => a - b;

/** Always the same, and no order anybody could use. */
function byPlaceInIndex(a: number, b: number): number {
  const placeOf = (row: number): number => Math.imul(row + 1, 0x9e3779b1) >>> 0;
  return placeOf(a) - placeOf(b);
}

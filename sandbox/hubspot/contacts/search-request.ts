import { readNames } from '#sandbox/hubspot/api/batch.ts';
import { validationError } from '#sandbox/hubspot/api/errors.ts';
import type { PropertyCatalog } from '#sandbox/hubspot/properties/catalog.ts';

export interface SearchFilter {
  propertyName: string;
  operator: string;
  value: string;
  highValue: string;
  values: string[];
}

export interface SearchRequest {
  filterGroups: SearchFilter[][];
  sort: { propertyName: string; isDescending: boolean } | undefined;
  query: string;
  properties: string[];
  limit: number;
  offset: number;
}

const OPERATORS = [
  'EQ',
  'NEQ',
  'LT',
  'LTE',
  'GT',
  'GTE',
  'BETWEEN',
  'IN',
  'NOT_IN',
  'HAS_PROPERTY',
  'NOT_HAS_PROPERTY',
  'CONTAINS_TOKEN',
  'NOT_CONTAINS_TOKEN',
];
const LONGEST_BODY = 3_000;
const MOST_RESULTS = 10_000;
const MOST_PER_PAGE = 200;
const MOST_GROUPS = 5;
const MOST_FILTERS_PER_GROUP = 6;
const MOST_FILTERS = 18;

/** Checks a search against every limit HubSpot documents; 400 beyond any. */
export function readSearchRequest(
  body: Record<string, unknown>,
  bodyLength: number,
  catalog: PropertyCatalog,
): SearchRequest {
  if (bodyLength > LONGEST_BODY)
    throw badSearch(`The request body must have at most ${LONGEST_BODY} characters.`);
  const groups = Array.isArray(body.filterGroups) ? body.filterGroups : [];
  if (groups.length > MOST_GROUPS) throw badSearch(`At most ${MOST_GROUPS} filterGroups are allowed.`);
  const filterGroups = groups.map((group) => readGroup(group, catalog));
  const total = filterGroups.reduce((sum, group) => sum + group.length, 0);
  if (total > MOST_FILTERS) throw badSearch(`At most ${MOST_FILTERS} filters are allowed.`);
  const limit = readWhole(body.limit ?? 10, 'limit');
  if (limit < 0 || limit > MOST_PER_PAGE) throw badSearch(`limit must be between 0 and ${MOST_PER_PAGE}.`);
  const offset = readWhole(body.after ?? 0, 'after');
  if (offset + limit > MOST_RESULTS) {
    throw badSearch(`A search can page through at most ${MOST_RESULTS} results.`);
  }
  return {
    filterGroups,
    sort: readSort(body.sorts, catalog),
    query: typeof body.query === 'string' ? body.query.trim().toLowerCase() : '',
    properties: readNames(body.properties),
    limit,
    offset,
  };
}

function readGroup(group: unknown, catalog: PropertyCatalog): SearchFilter[] {
  const filters = (group as { filters?: unknown } | null)?.filters;
  if (!Array.isArray(filters)) throw badSearch('Some required fields were not set: [filters]');
  if (filters.length > MOST_FILTERS_PER_GROUP) {
    throw badSearch(`At most ${MOST_FILTERS_PER_GROUP} filters are allowed in a filterGroup.`);
  }
  return filters.map((filter) => readFilter(filter as Record<string, unknown>, catalog));
}

function readFilter(filter: Record<string, unknown>, catalog: PropertyCatalog): SearchFilter {
  const propertyName = String(filter.propertyName ?? '');
  const operator = String(filter.operator ?? '');
  if (!catalog.find(propertyName)) throw badSearch(`Property "${propertyName}" does not exist.`);
  if (!OPERATORS.includes(operator)) throw badSearch(`Unknown operator "${operator}".`);
  const values = readNames(filter.values);
  const needsList = operator === 'IN' || operator === 'NOT_IN';
  const needsValue = !needsList && !operator.endsWith('HAS_PROPERTY');
  if (needsList && values.length === 0) throw badSearch(`values is required for operator ${operator}.`);
  if (needsValue && filter.value === undefined)
    throw badSearch(`value is required for operator ${operator}.`);
  if (operator === 'BETWEEN' && filter.highValue === undefined)
    throw badSearch('highValue is required for BETWEEN.');
  return {
    propertyName,
    operator,
    value: String(filter.value ?? ''),
    highValue: String(filter.highValue ?? ''),
    values,
  };
}

function readSort(sorts: unknown, catalog: PropertyCatalog): SearchRequest['sort'] {
  if (!Array.isArray(sorts) || sorts.length === 0) return undefined;
  if (sorts.length > 1) throw badSearch('Only one sort is allowed.');
  const rule: unknown = sorts[0];
  const isText = typeof rule === 'string';
  const { propertyName = '', direction = 'ASCENDING' } = (isText ? {} : (rule ?? {})) as Record<
    string,
    string
  >;
  const name = isText ? rule.replace(/^-/, '') : propertyName;
  if (!catalog.find(name)) throw badSearch(`Property "${name}" does not exist.`);
  return { propertyName: name, isDescending: isText ? rule.startsWith('-') : direction === 'DESCENDING' };
}

function readWhole(value: unknown, field: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw badSearch(`${field} must be a whole number.`);
  return number;
}

function badSearch(reason: string): Error {
  return validationError('There was a problem with the request.', {
    errors: [{ message: reason, in: 'filterGroups' }],
  });
}

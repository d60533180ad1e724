import type { ContactStore } from '#sandbox/hubspot/contacts/contact-store.ts';
import type { PropertyCatalog } from '#sandbox/hubspot/properties/catalog.ts';
import type { FilterBranch, ListFilter, PropertyFilter, PropertyOperation } from './filter-types.ts';
import { historicalOperators, operatorsByType, type ValueTest } from './operators.ts';
import { isRelative, makeTimeTest } from './time-points.ts';

export type RowTest = (row: number) => boolean;

export interface CompiledFilter {
  /** Whether a contact meets the criteria as of now; asks only for values, not whether the contact still exists. */
  makeTest(now: number): RowTest;
  /** The properties whose change may change the answer. */
  properties: ReadonlySet<string>;
  /** The lists whose membership may change the answer. */
  listIds: ReadonlySet<string>;
  /** The answer may change by the passing of time alone. */
  isTimeRelative: boolean;
}

interface Surroundings {
  contacts: ContactStore;
  properties: PropertyCatalog;
  isMember(listId: string, row: number): boolean;
}

/** Turns checked criteria into one function per contact row. */
export function compileFilter(root: FilterBranch, around: Surroundings): CompiledFilter {
  const filters = root.filterBranches.flatMap((branch) => branch.filters);
  const ofProperties = filters.filter((filter) => filter.filterType === 'PROPERTY');
  const ofLists = filters.filter((filter) => filter.filterType === 'IN_LIST');
  return {
    properties: new Set(ofProperties.map((filter) => filter.property)),
    listIds: new Set(ofLists.map((filter) => filter.listId)),
    isTimeRelative: ofProperties.some((filter) => isRelative(filter.operation)),
    makeTest(now) {
      const branches = root.filterBranches.map((branch) =>
        branch.filters.map((filter) => makeFilterTest(filter, around, now)),
      );
      return (row) => branches.some((tests) => tests.every((test) => test(row)));
    },
  };
}

function makeFilterTest(filter: ListFilter, around: Surroundings, now: number): RowTest {
  if (filter.filterType === 'PROPERTY') return makePropertyTest(filter, around, now);
  const wanted = filter.operator === 'IN_LIST';
  return (row) => around.isMember(filter.listId, row) === wanted;
}

function makePropertyTest(
  { property, operation }: PropertyFilter,
  around: Surroundings,
  now: number,
): RowTest {
  const read = around.contacts.reader(property);
  if (operation.operationType === 'ALL_PROPERTY') {
    const wanted = operation.operator === 'IS_KNOWN' || operation.operator === 'IS_NOT_BLANK';
    return (row) => (read(row) !== '') === wanted;
  }
  const historical = historicalOperators[operation.operator];
  if (historical) {
    const test = makeValueTest({ ...operation, operator: historical.plain }, property, around, now);
    return (row) => {
      const hasBeen = around.contacts
        .versions(row, property)
        .some(({ value }) => value !== '' && test(value));
      return hasBeen !== historical.isNegated;
    };
  }
  const test = makeValueTest(operation, property, around, now);
  const whenBlank = operation.includeObjectsWithNoValueSet === true;
  return (row) => {
    const value = timeOfValue(operation, around.contacts, row, property) ?? read(row);
    return value === '' ? whenBlank : test(value);
  };
}

function makeValueTest(
  operation: PropertyOperation,
  property: string,
  around: Surroundings,
  now: number,
): ValueTest {
  const make = operatorsByType[operation.operationType]?.[operation.operator];
  if (make) return make(operation);
  // A date has no time zone: its midnight is compared in UTC whatever zone the criteria name.
  const zone = around.properties.find(property)?.type === 'date' ? 'UTC' : undefined;
  return makeTimeTest(operation, now, zone);
}

/** With the parser UPDATED_AT the question is when the property changed, not what it says. */
function timeOfValue(
  operation: PropertyOperation,
  contacts: ContactStore,
  row: number,
  property: string,
): string | undefined {
  if (operation.propertyParser !== 'UPDATED_AT') return undefined;
  const latest = contacts.versions(row, property)[0];
  return latest ? new Date(latest.at).toISOString() : '';
}

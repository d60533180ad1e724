import { validationError } from '#sandbox/hubspot/api/errors.ts';
import type { PropertyCatalog, PropertyDefinition } from '#sandbox/hubspot/properties/catalog.ts';
import type { FilterBranch, InListFilter, ListFilter, PropertyOperation, TimePoint } from './filter-types.ts';
import {
  historicalOperators,
  operationTypesByProperty,
  operatorsByType,
  presenceOperators,
  timeOperators,
} from './operators.ts';
import { isKnownZone } from './time-points.ts';

interface Surroundings {
  properties: PropertyCatalog;
  hasList(listId: string): boolean;
}

/**
 * Checks criteria as HubSpot does: an OR root without filters of its own, AND branches below it, and in them only
 * filters that fit their property. Throws the 400 that names the first fault; returns the criteria typed.
 */
export function checkFilterBranch(input: unknown, around: Surroundings): FilterBranch {
  const root = asObject(input, 'filterBranch');
  if (root.filterBranchType !== 'OR') {
    throw invalidFilter(
      `The root filter branch must be of type OR, but was ${String(root.filterBranchType)}.`,
    );
  }
  const filters = asArray(root.filters ?? [], 'filters');
  if (filters.length > 0)
    throw invalidFilter('An OR filter branch cannot have filters, only AND filter branches.');
  const branches = asArray(root.filterBranches ?? [], 'filterBranches');
  if (branches.length === 0)
    throw invalidFilter('The root OR filter branch must have at least one AND filter branch.');
  return {
    filterBranchType: 'OR',
    filterBranchOperator: 'OR',
    filterBranches: branches.map((branch) => checkAndBranch(branch, around)),
    filters: [],
  };
}

function checkAndBranch(input: unknown, around: Surroundings): FilterBranch {
  const branch = asObject(input, 'filterBranches');
  if (branch.filterBranchType !== 'AND') {
    throw invalidFilter(
      `A branch of the root must be of type AND, but was ${String(branch.filterBranchType)}.`,
    );
  }
  const nested = asArray(branch.filterBranches ?? [], 'filterBranches');
  if (nested.length > 0) {
    throw invalidFilter(
      'This sandbox does not evaluate event and association branches inside an AND branch.',
    );
  }
  const filters = asArray(branch.filters ?? [], 'filters');
  if (filters.length === 0) throw invalidFilter('An AND filter branch must have at least one filter.');
  return {
    filterBranchType: 'AND',
    filterBranchOperator: 'AND',
    filterBranches: [],
    filters: filters.map((filter) => checkFilter(filter, around)),
  };
}

function checkFilter(input: unknown, around: Surroundings): ListFilter {
  const filter = asObject(input, 'filters');
  if (filter.filterType === 'IN_LIST') return checkInListFilter(filter, around);
  if (filter.filterType !== 'PROPERTY') {
    throw invalidFilter(`This sandbox does not evaluate filters of type ${String(filter.filterType)}.`);
  }
  const name = String(filter.property ?? '');
  const definition = around.properties.find(name);
  if (!definition) throw invalidFilter(`Property "${name}" does not exist for object type 0-1.`);
  const operation = asObject(filter.operation, 'operation') as unknown as PropertyOperation;
  checkOperation(operation, definition);
  return { filterType: 'PROPERTY', property: name, operation };
}

function checkInListFilter(filter: Record<string, unknown>, around: Surroundings): InListFilter {
  const listId = String(filter.listId ?? '');
  const operator = filter.operator;
  if (operator !== 'IN_LIST' && operator !== 'NOT_IN_LIST') {
    throw invalidFilter(`${String(operator)} is not an operator of an IN_LIST filter.`);
  }
  if (!around.hasList(listId)) throw invalidFilter(`List ${listId} does not exist.`);
  return { filterType: 'IN_LIST', listId, operator };
}

function checkOperation(operation: PropertyOperation, definition: PropertyDefinition): void {
  const { operationType, operator } = operation;
  const fits = operationTypesByProperty[definition.type] ?? [];
  if (operationType === 'ALL_PROPERTY') {
    if (!presenceOperators.includes(operator)) throw unknownOperator(operation);
    return;
  }
  if (!fits.includes(operationType)) {
    throw invalidFilter(
      `Operation type ${operationType} cannot be used with property "${definition.name}" of type ${definition.type}.`,
    );
  }
  const plain = historicalOperators[operator]?.plain ?? operator;
  const isKnown = timeOperators[operationType]?.includes(operator) ?? operatorsByType[operationType]?.[plain];
  if (!isKnown) throw unknownOperator(operation);
  checkOperands(operation, definition);
}

function checkOperands(operation: PropertyOperation, definition: PropertyDefinition): void {
  switch (operation.operationType) {
    case 'STRING':
      if (typeof operation.value !== 'string' || operation.value === '')
        throw missingOperand('value', operation);
      return;
    case 'MULTISTRING':
    case 'ENUMERATION':
      checkValueList(operation, definition);
      return;
    case 'NUMBER':
      if (typeof operation.value !== 'number') throw missingOperand('value', operation);
      return;
    case 'BOOL':
      if (typeof operation.value !== 'boolean') throw missingOperand('value', operation);
      return;
    case 'NUMBER_RANGED':
      if (typeof operation.lowerBound !== 'number') throw missingOperand('lowerBound', operation);
      if (typeof operation.upperBound !== 'number') throw missingOperand('upperBound', operation);
      return;
    case 'TIME_POINT':
      checkTimePoint(operation.timePoint, 'timePoint', operation);
      return;
    case 'TIME_RANGED':
      checkTimePoint(operation.lowerBoundTimePoint, 'lowerBoundTimePoint', operation);
      checkTimePoint(operation.upperBoundTimePoint, 'upperBoundTimePoint', operation);
  }
}

function checkValueList(operation: PropertyOperation, definition: PropertyDefinition): void {
  const values = operation.values;
  if (!Array.isArray(values) || values.length === 0) throw missingOperand('values', operation);
  if (operation.operationType !== 'ENUMERATION' || definition.externalOptions || definition.type === 'bool')
    return;
  const allowed = definition.options.map((option) => option.value);
  const wrong = values.find((value) => !allowed.includes(value));
  if (wrong !== undefined) {
    throw invalidFilter(`"${wrong}" is not an option of property "${definition.name}".`);
  }
}

function checkTimePoint(point: TimePoint | undefined, field: string, operation: PropertyOperation): void {
  if (!point || typeof point !== 'object') throw missingOperand(field, operation);
  if (point.zoneId !== undefined && !isKnownZone(point.zoneId)) {
    throw invalidFilter(`"${point.zoneId}" is not a time zone.`);
  }
  if (point.timeType === 'DATE') {
    if (point.year === undefined || point.month === undefined || point.day === undefined) {
      throw missingOperand(`${field}.year, month and day`, operation);
    }
    return;
  }
  const reference = point.indexReference?.referenceType;
  if (point.timeType !== 'INDEXED' || (reference !== 'TODAY' && reference !== 'NOW')) {
    throw invalidFilter(
      'This sandbox knows time points of type DATE, and INDEXED with reference TODAY or NOW.',
    );
  }
}

function unknownOperator({ operator, operationType }: PropertyOperation): Error {
  return invalidFilter(`${operator} is not an operator of operation type ${operationType}.`);
}

function missingOperand(field: string, { operator, operationType }: PropertyOperation): Error {
  return invalidFilter(`${field} is required for ${operationType} ${operator}.`);
}

function invalidFilter(reason: string): Error {
  return validationError(`Invalid filter branch: ${reason}`, {
    subCategory: 'ListError.INVALID_FILTER_BRANCH',
    errors: [{ message: reason, in: 'filterBranch' }],
  });
}

function asObject(input: unknown, field: string): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw invalidFilter(`${field} must be an object.`);
  }
  return input as Record<string, unknown>;
}

function asArray(input: unknown, field: string): unknown[] {
  if (!Array.isArray(input)) throw invalidFilter(`${field} must be an array.`);
  return input;
}

import { HubspotError, objectNotFound, validationError } from '#sandbox/hubspot/api/errors.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import { type CompiledFilter, compileFilter } from './filter-compiler.ts';
import type { FilterBranch } from './filter-types.ts';
import { checkFilterBranch } from './filter-validation.ts';
import type { ContactList, ProcessingType } from './list-store.ts';

const RESTORABLE_MS = 90 * 86_400_000;

/** The list in whatever state; 404 when there is none. A deleted list is still there until it is purged. */
export function findList(portal: Portal, listId: string): ContactList {
  const list = portal.lists.find(listId);
  if (!list) throw listNotFound(listId);
  return list;
}

/** The list, unless it was deleted. */
export function findLiveList(portal: Portal, listId: string): ContactList {
  const list = findList(portal, listId);
  if (list.deletedAt !== undefined) throw listNotFound(listId);
  return list;
}

export function listNotFound(listId: string): HubspotError {
  return objectNotFound(`List does not exist with ID ${listId}.`, listId);
}

/** Creates a list; a list with criteria begins to be evaluated. Throws the 400 HubSpot answers. */
export function createList(
  portal: Portal,
  userId: string,
  wanted: { name: string; processingType: string; filterBranch?: unknown },
): ContactList {
  const name = checkName(portal, wanted.name);
  const processingType = checkProcessingType(wanted.processingType);
  if (processingType !== 'MANUAL' && wanted.filterBranch === undefined) {
    throw validationError(`A ${processingType} list must have a filterBranch.`);
  }
  if (processingType === 'MANUAL' && wanted.filterBranch !== undefined) {
    throw validationError('A MANUAL list cannot have a filterBranch.');
  }
  const criteria = wanted.filterBranch === undefined ? {} : compileCriteria(portal, wanted.filterBranch);
  const list = portal.lists.add({ name, processingType, ...criteria }, userId, portal.clock.now());
  if (list.compiled) portal.evaluation.start(list);
  return list;
}

export function compileCriteria(
  portal: Portal,
  input: unknown,
): { filterBranch: FilterBranch; compiled: CompiledFilter } {
  const { properties, contacts, lists } = portal;
  const filterBranch = checkFilterBranch(input, {
    properties,
    hasList: (listId) => lists.find(listId)?.deletedAt === undefined && lists.find(listId) !== undefined,
  });
  const compiled = compileFilter(filterBranch, {
    contacts,
    properties,
    isMember: (listId, row) => lists.find(listId)?.members.has(row) ?? false,
  });
  return { filterBranch, compiled };
}

/** New criteria: every contact is looked at again. */
export function updateFilters(portal: Portal, list: ContactList, userId: string, input: unknown): void {
  if (list.processingType !== 'DYNAMIC') {
    throw validationError(
      `Filters can only be updated on a DYNAMIC list; list ${list.listId} is ${list.processingType}.`,
    );
  }
  const { filterBranch, compiled } = compileCriteria(portal, input);
  if (compiled.listIds.has(list.listId)) throw validationError('A list cannot refer to itself.');
  list.filterBranch = filterBranch;
  list.compiled = compiled;
  list.filtersUpdatedAt = portal.clock.now();
  touch(portal, list, userId);
  portal.evaluation.start(list);
}

export function renameList(portal: Portal, list: ContactList, userId: string, wanted: string): void {
  list.name = checkName(portal, wanted, list);
  touch(portal, list, userId);
}

export function deleteList(portal: Portal, list: ContactList): void {
  list.deletedAt = portal.clock.now();
  list.processingStatus = 'PROCESSING';
  const { listId } = list;
  portal.clock.after(RESTORABLE_MS, () => {
    if (list.deletedAt !== undefined) portal.lists.purge(listId);
  });
}

export function restoreList(portal: Portal, list: ContactList): void {
  if (list.deletedAt === undefined) throw validationError(`List ${list.listId} is not deleted.`);
  if (portal.lists.findByName(list.name)) throw duplicateName(list.name);
  delete list.deletedAt;
  if (list.processingType === 'DYNAMIC') portal.evaluation.start(list);
  else list.processingStatus = 'COMPLETE';
}

/** An active list becomes static with the members it has at this moment. */
export function convertToStatic(portal: Portal, list: ContactList): void {
  list.processingType = 'SNAPSHOT';
  list.processingStatus = 'COMPLETE';
  list.updatedAt = portal.clock.now();
  list.conversion = { ...list.conversion, cancel: () => undefined, convertedAt: portal.clock.now() };
}

function touch(portal: Portal, list: ContactList, userId: string): void {
  list.listVersion += 1;
  list.updatedAt = portal.clock.now();
  list.updatedById = userId;
}

function checkName(portal: Portal, wanted: unknown, self?: ContactList): string {
  const name = typeof wanted === 'string' ? wanted.trim() : '';
  if (name === '') throw validationError('The list name must not be blank.');
  const holder = portal.lists.findByName(name);
  if (holder && holder !== self) throw duplicateName(name);
  return name;
}

function duplicateName(name: string): HubspotError {
  return new HubspotError(400, {
    message: `There already exists a list with name '${name}'.`,
    category: 'VALIDATION_ERROR',
    subCategory: 'ListError.DUPLICATE_LIST_NAMES',
  });
}

function checkProcessingType(wanted: string): ProcessingType {
  if (wanted !== 'DYNAMIC' && wanted !== 'MANUAL' && wanted !== 'SNAPSHOT') {
    throw validationError(`Unknown processingType: ${wanted}. Expected DYNAMIC, MANUAL or SNAPSHOT.`);
  }
  return wanted;
}

import type { ChangeSource } from '#sandbox/hubspot/contacts/changes.ts';
import {
  executeCreate,
  executeUpdate,
  planCreate,
  planUpdate,
} from '#sandbox/hubspot/contacts/contact-writes.ts';
import { mergeContacts } from '#sandbox/hubspot/contacts/merge.ts';
import {
  convertToStatic,
  createList,
  deleteList,
  restoreList,
  updateFilters,
} from '#sandbox/hubspot/lists/list-actions.ts';
import type { ContactList } from '#sandbox/hubspot/lists/list-store.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import { criterion, type Tier } from './fields.ts';

/** What people do in HubSpot's own pages. */

function personOf(portal: Portal): ChangeSource {
  const userId = portal.profile.users[0]?.userId ?? 1;
  return { sourceType: 'CRM_UI', sourceId: `userId:${userId}`, userId };
}

const userOf = (portal: Portal): string => String(portal.profile.users[0]?.userId ?? 1);

export function liveRows({ contacts }: Portal): number[] {
  return Array.from({ length: contacts.rowCount() }, (_, row) => row).filter((row) => contacts.isLive(row));
}

export function archivedRows({ contacts }: Portal): number[] {
  const rows = Array.from({ length: contacts.rowCount() }, (_, row) => row);
  return rows.filter((row) => contacts.stateOf(row) === 'archived');
}

export function createContact(portal: Portal, values: Record<string, string>): string {
  const row = executeCreate(portal, planCreate(portal, values), personOf(portal));
  return portal.contacts.idOf(row);
}

export function editContact(portal: Portal, row: number, values: Record<string, string>): void {
  executeUpdate(portal, row, planUpdate(portal, row, values, { byPerson: true }), personOf(portal));
}

export function deleteContact(portal: Portal, row: number): void {
  portal.contacts.archive(row, personOf(portal), portal.clock.now());
}

/** For privacy: nothing of the contact is left. */
export function eraseContact(portal: Portal, row: number): void {
  portal.contacts.erase(row, personOf(portal), portal.clock.now());
}

export function restoreContact(portal: Portal, row: number): void {
  const email = portal.contacts.get(row, 'email');
  if (email !== '' && portal.contacts.identities.rowOfEmail(email) !== undefined) return;
  portal.contacts.restore(row, personOf(portal), portal.clock.now());
}

export function mergeTwo(portal: Portal, survivor: number, other: number): void {
  const { contacts } = portal;
  mergeContacts(portal, contacts.idOf(survivor), contacts.idOf(other), personOf(portal));
}

/** The criteria "the tier is one of these". */
const branchOf = (tiers: readonly Tier[]) => ({
  filterBranchType: 'OR',
  filterBranchOperator: 'OR',
  filters: [],
  filterBranches: [
    {
      filterBranchType: 'AND',
      filterBranchOperator: 'AND',
      filterBranches: [],
      filters: [
        {
          filterType: 'PROPERTY',
          property: criterion,
          operation: {
            operationType: 'ENUMERATION',
            operator: 'IS_ANY_OF',
            values: tiers,
            includeObjectsWithNoValueSet: false,
          },
        },
      ],
    },
  ],
});

/** A list that asks nothing but to be in another list. */
const nestedIn = (listId: string) => ({
  filterBranchType: 'OR',
  filterBranchOperator: 'OR',
  filters: [],
  filterBranches: [
    {
      filterBranchType: 'AND',
      filterBranchOperator: 'AND',
      filterBranches: [],
      filters: [{ filterType: 'IN_LIST', listId, operator: 'IN_LIST' }],
    },
  ],
});

export function makeList(portal: Portal, name: string, tiers: readonly Tier[]): ContactList {
  const wanted = { name, processingType: 'DYNAMIC', filterBranch: branchOf(tiers) };
  return createList(portal, userOf(portal), wanted);
}

export function makeNestedList(portal: Portal, name: string, inner: ContactList): ContactList {
  const wanted = { name, processingType: 'DYNAMIC', filterBranch: nestedIn(inner.listId) };
  return createList(portal, userOf(portal), wanted);
}

export function editCriteria(portal: Portal, list: ContactList, tiers: readonly Tier[]): void {
  updateFilters(portal, list, userOf(portal), branchOf(tiers));
}

export { convertToStatic, deleteList, restoreList };

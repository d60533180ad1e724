import type { CompiledFilter } from './filter-compiler.ts';
import type { FilterBranch } from './filter-types.ts';
import { createMembership, type Membership, type MembershipState } from './membership.ts';

export type ProcessingType = 'DYNAMIC' | 'MANUAL' | 'SNAPSHOT';

/** One contact list ("segment" in HubSpot's pages). Times are milliseconds since 1970. */
export interface ContactList {
  listId: string;
  name: string;
  processingType: ProcessingType;
  processingStatus: 'PROCESSING' | 'COMPLETE';
  listVersion: number;
  createdAt: number;
  createdById: string;
  updatedAt: number;
  updatedById: string;
  filtersUpdatedAt: number;
  deletedAt?: number;
  filterBranch?: FilterBranch;
  compiled?: CompiledFilter;
  members: Membership;
  /** Where it lies in the Lists tool; without it in the root. */
  folderId?: number;
  conversion?: ListConversion;
}

/** A planned or finished change of an active list into a static one; `request` is what the caller asked for. */
export interface ListConversion {
  request?: Record<string, unknown>;
  cancel(): void;
  convertedAt?: number;
}

export interface NewList {
  name: string;
  processingType: ProcessingType;
  filterBranch?: FilterBranch;
  compiled?: CompiledFilter;
}

export interface ListStoreState {
  nextId: number;
  lists: (Omit<ContactList, 'members' | 'compiled' | 'conversion'> & { members: MembershipState })[];
}

/** Lists of one portal by id. Ids are small numbers and begin alike in every portal. */
export class ListStore {
  readonly #lists = new Map<string, ContactList>();
  #nextId = 11;

  add(list: NewList, userId: string, at: number): ContactList {
    const listId = String(this.#nextId++);
    const added: ContactList = {
      ...list,
      listId,
      processingStatus: 'COMPLETE',
      listVersion: 1,
      createdAt: at,
      createdById: userId,
      updatedAt: at,
      updatedById: userId,
      filtersUpdatedAt: at,
      members: createMembership(),
    };
    this.#lists.set(listId, added);
    return added;
  }

  /** Deleted lists included. */
  find(listId: string): ContactList | undefined {
    return this.#lists.get(listId);
  }

  /** Undeleted lists by ascending id. */
  all(): ContactList[] {
    return [...this.#lists.values()].filter((list) => list.deletedAt === undefined);
  }

  /** Undeleted list with this name; names are unique regardless of case. */
  findByName(name: string): ContactList | undefined {
    return this.all().find((list) => list.name.toLowerCase() === name.toLowerCase());
  }

  purge(listId: string): void {
    this.#lists.delete(listId);
  }

  /** Plain data: compiled criteria and planned conversions are left out. */
  exportState(): ListStoreState {
    const lists = [...this.#lists.values()].map(({ members, compiled: _, conversion: __, ...list }) => ({
      ...list,
      members: members.exportState(),
    }));
    return { nextId: this.#nextId, lists };
  }

  /** Fills an empty store; the caller compiles the criteria again. */
  importState(state: ListStoreState): void {
    this.#nextId = state.nextId;
    for (const list of state.lists) {
      this.#lists.set(list.listId, { ...list, members: createMembership(list.members) });
    }
  }
}

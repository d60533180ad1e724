import type { ChangeSource, ContactChange, PropertyChange, PropertyVersion } from './changes.ts';
import { type Columns, type ColumnsState, createColumns } from './columns.ts';
import { createIdentities, type Identities, type IdentitiesState } from './identities.ts';
import { createPropertyHistory, type HistoryState } from './property-history.ts';

export type ContactState = 'live' | 'archived' | 'merged' | 'erased';

/** Beyond 32 bits and the same in every portal: ids must be kept as text and always together with their portal. */
const FIRST_CONTACT_ID = 51_000_000_001;
/** Stored as small numbers: a million of them cost next to nothing. */
const states: readonly ContactState[] = ['live', 'archived', 'merged', 'erased'];

export interface ContactStoreState {
  columns: ColumnsState;
  history: HistoryState;
  identities: IdentitiesState;
  created: number[];
  modified: number[];
  states: number[];
  creators: ChangeSource[];
  archivedTimes: Map<number, number>;
  survivors: Map<number, number>;
}

/**
 * The contacts of one portal. A contact is a row number; its record id is that number plus a constant, so ids
 * ascend with creation and need no index. Values arrive checked: the rules of writing live in `contact-writes.ts`.
 * Times are milliseconds since 1970; no value is the empty text.
 */
export class ContactStore {
  readonly identities: Identities = createIdentities();
  readonly #columns: Columns = createColumns();
  readonly #history = createPropertyHistory();
  readonly #listeners: ((change: ContactChange) => void)[] = [];
  readonly #created: number[] = [];
  readonly #modified: number[] = [];
  readonly #states: number[] = [];
  readonly #creators: ChangeSource[] = [];
  readonly #archivedTimes = new Map<number, number>();
  readonly #survivors = new Map<number, number>();
  #live = 0;

  /** Properties HubSpot works out instead of storing. */
  readonly #computed: Record<string, (row: number) => string> = {
    hs_object_id: (row) => this.idOf(row),
    createdate: (row) => toIso(this.#created[row] ?? 0),
    lastmodifieddate: (row) => toIso(this.#modified[row] ?? 0),
    hs_email_domain: (row) => this.#columns.get('email', row).split('@')[1] ?? '',
    hs_full_name_or_email: (row) => this.#fullNameOrEmail(row),
    hs_object_source_label: (row) => this.#creators[row]?.sourceType ?? '',
    hs_marketable_status: () => 'false',
  };

  rowCount(): number {
    return this.#states.length;
  }

  liveCount(): number {
    return this.#live;
  }

  /** `toldAt` is when it happens, where that is not the creation date: a merge makes a contact as old as its older part. */
  create(values: ReadonlyMap<string, string>, source: ChangeSource, at: number, toldAt = at): number {
    const row = this.load(values, source, at);
    const properties: PropertyChange[] = [];
    for (const [name, after] of values) if (after !== '') properties.push({ name, before: '', after });
    this.#tell({ kind: 'creation', row, properties, modifiedBefore: at, source, at: toldAt });
    return row;
  }

  /** Creates without telling anybody: for a world that is loaded rather than lived. */
  load(values: ReadonlyMap<string, string>, source: ChangeSource, at: number): number {
    const row = this.#states.length;
    this.#states.push(0);
    this.#created.push(at);
    this.#modified.push(at);
    this.#creators.push(source);
    this.#live += 1;
    for (const [name, value] of values) this.#columns.set(name, row, value);
    this.identities.claim(row, values);
    return row;
  }

  /** Stores what differs and tells the listeners; does nothing when nothing differs. */
  update(row: number, values: ReadonlyMap<string, string>, source: ChangeSource, at: number): void {
    const properties: PropertyChange[] = [];
    for (const [name, after] of values) {
      const before = this.#columns.get(name, row);
      if (before === after) continue;
      this.#history.add(row, name, { value: after, at, source }, this.#createdVersion(row, before));
      this.#columns.set(name, row, after);
      properties.push({ name, before, after });
    }
    if (properties.length === 0) return;
    for (const change of properties) this.identities.move(row, change);
    this.#touch(row, { kind: 'propertyChange', row, properties, source, at });
  }

  archive(row: number, source: ChangeSource, at: number): void {
    if (!this.isLive(row)) return;
    this.#setState(row, 'archived');
    this.#archivedTimes.set(row, at);
    this.identities.release(row, this.#identityOf(row));
    this.#touch(row, { kind: 'deletion', row, properties: [], source, at });
  }

  restore(row: number, source: ChangeSource, at: number): void {
    if (this.stateOf(row) !== 'archived') return;
    this.#setState(row, 'live');
    this.#archivedTimes.delete(row);
    this.identities.claim(row, this.#identityOf(row));
    this.#touch(row, { kind: 'restore', row, properties: [], source, at });
  }

  /** Forgets the person for good (privacy deletion). */
  erase(row: number, source: ChangeSource, at: number): void {
    this.#setState(row, 'erased');
    this.#archivedTimes.delete(row);
    this.identities.release(row, this.#identityOf(row));
    this.#columns.clearRow(row);
    this.#history.forget(row);
    this.#touch(row, { kind: 'privacyDeletion', row, properties: [], source, at });
  }

  /** Folds `rows` into `survivor`, whose values the caller has set already. */
  markMerged(rows: readonly number[], survivor: number, source: ChangeSource, at: number): void {
    for (const row of rows) {
      this.#setState(row, 'merged');
      this.#survivors.set(row, survivor);
      this.identities.release(row, this.#identityOf(row));
    }
    this.identities.claim(survivor, this.#identityOf(survivor));
    this.#touch(survivor, {
      kind: 'merge',
      row: survivor,
      properties: [],
      mergedRows: [...rows],
      source,
      at,
    });
  }

  /** The row the contact lives in now: the survivor when it was merged away. */
  survivorOf(row: number): number {
    let current = row;
    for (let next = this.#survivors.get(current); next !== undefined; next = this.#survivors.get(current)) {
      current = next;
    }
    return current;
  }

  stateOf(row: number): ContactState {
    return states[this.#states[row] ?? -1] ?? 'erased';
  }

  isLive(row: number): boolean {
    return this.#states[row] === 0;
  }

  /** The row with this record id in whatever state; erased contacts are gone. */
  rowOf(contactId: string): number | undefined {
    if (!/^\d{1,15}$/.test(contactId)) return undefined;
    const row = Number(contactId) - FIRST_CONTACT_ID;
    return row >= 0 && row < this.#states.length && this.stateOf(row) !== 'erased' ? row : undefined;
  }

  idOf(row: number): string {
    return String(FIRST_CONTACT_ID + row);
  }

  get(row: number, property: string): string {
    return this.reader(property)(row);
  }

  /** A reader of one property for many rows, computed properties included. */
  reader(property: string): (row: number) => string {
    const computed = this.#computed[property];
    if (computed) return computed;
    const columns = this.#columns;
    let column: readonly string[] | undefined;
    return (row) => {
      // Looked up until it exists, then kept: a map look-up for every value would double the cost of a batch.
      column ??= columns.column(property);
      return column?.[row] ?? '';
    };
  }

  createdAt(row: number): number {
    return this.#created[row] ?? 0;
  }

  modifiedAt(row: number): number {
    return this.#modified[row] ?? 0;
  }

  archivedAt(row: number): number | undefined {
    return this.#archivedTimes.get(row);
  }

  /** Every version of a property, newest first. */
  versions(row: number, property: string): readonly PropertyVersion[] {
    const edited = this.#history.read(row, property);
    if (edited) return edited;
    const only = this.#createdVersion(row, this.get(row, property));
    return only ? [only] : [];
  }

  /** Gives `row` the past that `from` has of a property: a merged contact's values are as old as they were. */
  inheritHistory(row: number, property: string, from: number): void {
    this.#history.inherit(row, property, this.versions(from, property));
  }

  /** Everything kept here, as plain data that shares its arrays with the store. */
  exportState(): ContactStoreState {
    return {
      columns: this.#columns.exportState(),
      history: this.#history.exportState(),
      identities: this.identities.exportState(),
      created: this.#created,
      modified: this.#modified,
      states: this.#states,
      creators: this.#creators,
      archivedTimes: this.#archivedTimes,
      survivors: this.#survivors,
    };
  }

  /** Fills an empty store with what `exportState` gave. */
  importState(state: ContactStoreState): void {
    this.#columns.importState(state.columns);
    this.#history.importState(state.history);
    this.identities.importState(state.identities);
    appendAll(this.#created, state.created);
    appendAll(this.#modified, state.modified);
    appendAll(this.#states, state.states);
    appendAll(this.#creators, state.creators);
    for (const [row, at] of state.archivedTimes) this.#archivedTimes.set(row, at);
    for (const [row, survivor] of state.survivors) this.#survivors.set(row, survivor);
    this.#live = this.#states.filter((code) => code === 0).length;
  }

  onChange(listener: (change: ContactChange) => void): void {
    this.#listeners.push(listener);
  }

  /** Notes the time of the change, then tells the listeners. */
  #touch(row: number, change: Omit<ContactChange, 'modifiedBefore'>): void {
    const modifiedBefore = this.modifiedAt(row);
    this.#modified[row] = change.at;
    this.#tell({ ...change, modifiedBefore });
  }

  #tell(change: ContactChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  #setState(row: number, next: ContactState): void {
    if (this.isLive(row)) this.#live -= 1;
    this.#states[row] = states.indexOf(next);
    if (next === 'live') this.#live += 1;
  }

  #identityOf(row: number): Map<string, string> {
    return new Map(this.identities.properties().map((name) => [name, this.#columns.get(name, row)]));
  }

  #createdVersion(row: number, value: string): PropertyVersion | undefined {
    const source = this.#creators[row];
    return value === '' || !source ? undefined : { value, at: this.createdAt(row), source };
  }

  #fullNameOrEmail(row: number): string {
    const name = `${this.#columns.get('firstname', row)} ${this.#columns.get('lastname', row)}`.trim();
    return name === '' ? this.#columns.get('email', row) : name;
  }
}

let latestTime = Number.NaN;
let latestText = '';

/** Most contacts show one moment twice, made and changed, and writing a time is the dearest part of showing one. */
function toIso(time: number): string {
  if (time === latestTime) return latestText;
  latestText = new Date(time).toISOString();
  latestTime = time;
  return latestText;
}

/** `push(...items)` would overflow the stack with a million items. */
function appendAll<T>(target: T[], items: readonly T[]): void {
  for (const item of items) target.push(item);
}

import type { Clock } from '#sandbox/kernel/clock.ts';
import type { ContactChange } from './changes.ts';
import type { ContactStore } from './contact-store.ts';

interface Unseen {
  row: number;
  dueAt: number;
  /** What the index still shows: the values from before the change. */
  values: Map<string, string>;
  /** The contact did not exist yet (true), or was still there (false). */
  hides: boolean | undefined;
}

/**
 * What search sees: the contacts as they were a moment ago. Only the difference to the present is kept, for as
 * long as the lag lasts.
 */
export class SearchIndex {
  readonly #clock: Clock;
  readonly #contacts: ContactStore;
  readonly #settings: { searchLagMs: number };
  /** Oldest first, per row, so that the first entry holds what the index shows. */
  readonly #unseen = new Map<number, Unseen[]>();
  #queue: Unseen[] = [];

  constructor(clock: Clock, contacts: ContactStore, settings: { searchLagMs: number }) {
    this.#clock = clock;
    this.#contacts = contacts;
    this.#settings = settings;
    contacts.onChange((change) => this.#note(change));
  }

  /** Brings everything whose lag is over into view; call it before reading. */
  refresh(): void {
    const now = this.#clock.now();
    const later = this.#queue.findIndex(({ dueAt }) => dueAt > now);
    const seen = this.#queue.splice(0, later === -1 ? this.#queue.length : later);
    for (const { row } of seen) {
      const entries = this.#unseen.get(row) ?? [];
      entries.shift();
      if (entries.length === 0) this.#unseen.delete(row);
    }
  }

  /** Whether search finds the contact at all. */
  isVisible(row: number): boolean {
    const hides = this.#unseen.get(row)?.find((entry) => entry.hides !== undefined)?.hides;
    return hides === undefined ? this.#contacts.isLive(row) : !hides;
  }

  /** A reader of one property as the index has it. */
  reader(property: string): (row: number) => string {
    const read = this.#contacts.reader(property);
    return (row) => {
      if (this.#unseen.size === 0) return read(row);
      const stale = this.#unseen.get(row)?.find((entry) => entry.values.has(property));
      return stale?.values.get(property) ?? read(row);
    };
  }

  #note(change: ContactChange): void {
    if (this.#settings.searchLagMs <= 0) return;
    this.#add(change.row, change);
    for (const row of change.mergedRows ?? []) this.#add(row, { ...change, kind: 'deletion' });
  }

  #add(row: number, change: ContactChange): void {
    const values = new Map(change.properties.map(({ name, before }) => [name, before]));
    values.set('lastmodifieddate', new Date(change.modifiedBefore).toISOString());
    const entry: Unseen = {
      row,
      dueAt: this.#clock.now() + this.#settings.searchLagMs,
      values,
      hides: hidesUntilSeen(change),
    };
    const entries = this.#unseen.get(row) ?? [];
    entries.push(entry);
    this.#unseen.set(row, entries);
    this.#queue.push(entry);
    // Nobody may search for a long while: what has been seen anyway must not pile up.
    if (this.#queue.length % 1_000 === 0) this.refresh();
  }

  /** Forgets all lag: for a world that is loaded rather than lived. */
  catchUp(): void {
    this.#unseen.clear();
    this.#queue = [];
  }
}

function hidesUntilSeen(change: ContactChange): boolean | undefined {
  switch (change.kind) {
    case 'creation':
    case 'restore':
      return true;
    case 'deletion':
    case 'privacyDeletion':
      return false;
    case 'propertyChange':
    case 'merge':
      return undefined;
  }
}

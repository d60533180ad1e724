import type { PropertyChange } from './changes.ts';

/**
 * What identifies a contact besides its id: e-mail addresses (one namespace for primary and additional ones)
 * and the values of unique properties.
 */
export interface Identities {
  /** The contact that owns this address, primary or additional. */
  rowOfEmail(email: string): number | undefined;
  rowOfValue(property: string, value: string): number | undefined;
  /** Starts to keep a property's values unique. */
  watch(property: string): void;
  /** The properties whose values identify. */
  properties(): string[];
  claim(row: number, values: ReadonlyMap<string, string>): void;
  move(row: number, change: PropertyChange): void;
  release(row: number, values: ReadonlyMap<string, string>): void;
  exportState(): IdentitiesState;
  importState(state: IdentitiesState): void;
}

export interface IdentitiesState {
  emails: Map<string, number>;
  unique: Map<string, Map<string, number>>;
}

const EMAIL_PROPERTIES = ['email', 'hs_additional_emails'];

export function createIdentities(): Identities {
  const emails = new Map<string, number>();
  const unique = new Map<string, Map<string, number>>();

  function indexOf(property: string): Map<string, number> | undefined {
    return EMAIL_PROPERTIES.includes(property) ? emails : unique.get(property);
  }

  const valuesOf = (text: string): string[] =>
    text
      .split(';')
      .filter((part) => part !== '')
      .map((part) => part.toLowerCase());

  function add(row: number, property: string, text: string): void {
    const index = indexOf(property);
    if (index) for (const value of valuesOf(text)) if (!index.has(value)) index.set(value, row);
  }

  function remove(row: number, property: string, text: string): void {
    const index = indexOf(property);
    if (index) for (const value of valuesOf(text)) if (index.get(value) === row) index.delete(value);
  }

  return {
    rowOfEmail: (email) => emails.get(email.trim().toLowerCase()),
    rowOfValue: (property, value) => unique.get(property)?.get(value.toLowerCase()),
    watch(property) {
      if (property !== 'email' && !unique.has(property)) unique.set(property, new Map());
    },
    properties: () => [...EMAIL_PROPERTIES, ...unique.keys()],
    claim(row, values) {
      for (const [property, text] of values) add(row, property, text);
    },
    move(row, { name, before, after }) {
      remove(row, name, before);
      add(row, name, after);
    },
    exportState: () => ({ emails, unique }),
    importState(state) {
      for (const [email, row] of state.emails) emails.set(email, row);
      for (const [property, values] of state.unique) unique.set(property, values);
    },
    release(row, values) {
      for (const [property, text] of values) remove(row, property, text);
    },
  };
}

import type { RecordType } from './fields.ts';

export type Edit = { readonly recordId: string; readonly property: string; readonly value: string };

/** What people have done since the world came to rest at noon. */
export type Afternoon = {
  /** Linked pairs and what both sides agreed on at noon. */
  readonly agreed: ReadonlyMap<string, AgreedPair>;
  /** How many writes had arrived before. */
  readonly firstWrite: number;
  readonly edits: Edit[];
  /** Records that were made, merged, converted, deleted or brought back: their values moved along. */
  readonly stirred: Set<string>;
  /** Records that went over into others, by merges and conversions. */
  readonly successors: Map<string, string>;
  /** Contacts that were made, and that nothing but edits has happened to since. */
  readonly newcomers: Set<string>;
  /** Contacts that were not in the inclusion list at some moment. */
  readonly outsiders: Set<string>;
};

export type AgreedPair = {
  readonly contactId: string;
  readonly recordId: string;
  readonly type: RecordType;
  readonly values: Readonly<Record<string, string>>;
};

/** What happened to one record. Conversions and merges arrive as updates and deletes of the records touched. */
export type RecordChange = {
  kind: 'created' | 'updated' | 'deleted' | 'undeleted';
  objectName: string;
  recordId: string;
  /** Milliseconds since 1970, the moment of the commit. */
  committedAt: number;
  userId: string;
  /** A program through the API, a person through the pages, or the test itself. */
  channel: 'api' | 'page' | 'control';
  /** Present when the caller named itself in `Sforce-Call-Options`. */
  client?: string;
  changedFields: string[];
};

/** Every committed change of one org in commit order: the one place from which anything may observe it. */
export type ChangeStream = {
  append(change: RecordChange): void;
  onChange(listener: (change: RecordChange) => void): void;
  /** The most recent changes, oldest first. */
  recent(): readonly RecordChange[];
};

const kept = 10_000;

export function createChangeStream(): ChangeStream {
  const listeners: ((change: RecordChange) => void)[] = [];
  let changes: RecordChange[] = [];
  return {
    append(change) {
      changes.push(change);
      if (changes.length > 2 * kept) changes = changes.slice(-kept);
      for (const listener of listeners) listener(change);
    },
    onChange: (listener) => void listeners.push(listener),
    recent: () => changes,
  };
}

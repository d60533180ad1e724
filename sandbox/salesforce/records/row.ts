/** A stored value: date times as milliseconds since 1970, dates as `YYYY-MM-DD`, multi-select as `a;b`. */
export type FieldValue = string | number | boolean | null;

/** A stored record. A field that was never set is simply absent, which keeps a million records small. */
export type Row = { Id: string; SystemModstamp: number; [field: string]: FieldValue | undefined };

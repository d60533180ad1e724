/** What a test or a benchmark asks afterwards: who called what, how often, and which records were written. */
export interface CounterSnapshot {
  /** `"POST /crm/objects/2026-09/contacts/batch/read"` → status → number of answers. */
  calls: Record<string, Record<string, number>>;
  writes: { total: number; byRecord: Record<string, number> };
  bytes: { in: number; out: number };
  inFlight: number;
  maxConcurrency: number;
  /** Answers with status 429. */
  rateLimited: number;
}

export interface Counters {
  /** Notes that any request came in, control included: something may have changed. */
  noteActivity(): void;
  /** Grows with every request; never reset. */
  activity(): number;
  /** Counts a request as in flight until the returned function is called. */
  begin(bytesIn: number): () => void;
  recordAnswer(route: string, status: number, bytesOut: number): void;
  /** `side` is `hubspot` or `salesforce`; one call per record a client wrote. */
  recordWrite(side: string, objectType: string, recordId: string): void;
  read(): CounterSnapshot;
  reset(): void;
}

export function createCounters(): Counters {
  let calls = new Map<string, Map<number, number>>();
  let writes = new Map<string, number>();
  let writeTotal = 0;
  let bytesIn = 0;
  let bytesOut = 0;
  let inFlight = 0;
  let maxConcurrency = 0;
  let rateLimited = 0;

  let activity = 0;

  return {
    noteActivity() {
      activity += 1;
    },
    activity: () => activity,
    begin(bytes) {
      bytesIn += bytes;
      inFlight += 1;
      maxConcurrency = Math.max(maxConcurrency, inFlight);
      return () => {
        inFlight -= 1;
      };
    },
    recordAnswer(route, status, bytes) {
      bytesOut += bytes;
      if (status === 429) rateLimited += 1;
      const byStatus = calls.get(route) ?? new Map<number, number>();
      byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
      calls.set(route, byStatus);
    },
    recordWrite(side, objectType, recordId) {
      const key = `${side}:${objectType}:${recordId}`;
      writeTotal += 1;
      writes.set(key, (writes.get(key) ?? 0) + 1);
    },
    read: () => ({
      calls: Object.fromEntries([...calls].map(([route, byStatus]) => [route, Object.fromEntries(byStatus)])),
      writes: { total: writeTotal, byRecord: Object.fromEntries(writes) },
      bytes: { in: bytesIn, out: bytesOut },
      inFlight,
      maxConcurrency,
      rateLimited,
    }),
    reset() {
      calls = new Map();
      writes = new Map();
      writeTotal = 0;
      bytesIn = 0;
      bytesOut = 0;
      maxConcurrency = inFlight;
      rateLimited = 0;
    },
  };
}

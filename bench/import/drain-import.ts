import { createContainer } from '#lib/container.ts';
import { drainTenant } from '#lib/services/drain-tenant.ts';
import type { Memory } from './worker-process.ts';

/**
 * A process of its own that drains one tenant until the run has ended, as a worker does, and tells how much memory it
 * holds on to. Measured behind a collection after every turn; what is garbage does not count.
 */
const [tenantId = '', runId = ''] = process.argv.slice(2);
const container = createContainer(process.env);
const stores = container.openStores(tenantId);
const signal = new AbortController().signal;
const memory: Memory = { turns: 0, mostHeap: 0, mostResident: 0 };

function measure(): void {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  memory.turns += 1;
  memory.mostHeap = Math.max(memory.mostHeap, heapUsed);
  memory.mostResident = Math.max(memory.mostResident, rss);
}

for (;;) {
  const result = await drainTenant(await container.openSession(tenantId), signal);
  measure();
  const run = await stores.runs.read(runId);
  if (run === null || run.finishedAt !== null) break;
  if (result.kind === 'parked' || result.kind === 'superseded') throw new Error(`drain: ${result.kind}`);
  if (result.kind === 'more') continue;
  const untilMs = result.kind === 'wait' ? result.until.getTime() - Date.now() : 0;
  await new Promise((resolve) => setTimeout(resolve, Math.min(Math.max(untilMs, 20), 1_000)));
}
// The pool of the database stays open, and an exit right behind the message would lose it.
process.send?.(memory, undefined, undefined, () => process.exit(0));

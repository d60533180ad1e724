import type { SalesforceType } from '#lib/domain/records.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import type { PendingChange, SavedSettings } from '#lib/ports/stores.ts';
import type { RulesInForce } from './gated-pair.ts';
import { type FieldSelection, gatherPairs, type Pair } from './gather-pairs.ts';
import { processBatch } from './process-batch.ts';
import { postpone } from './record-batch.ts';
import { resolveRules, type SyncSession } from './sync-session.ts';

/** Pairs that are gated, written and recorded together: two HubSpot batches, one Salesforce batch. */
const batchSize = 200;

/** Batches in flight at once, so that a portal's rate limit and not latency is the ceiling. */
const batchesAtOnce = 4;

/**
 * Works off what the inbox handed out: reads all of it, then lets batches of it through the gate.
 *
 * @throws the first failure of a batch; the other batches were recorded.
 */
export async function processWave(
  session: SyncSession,
  changes: readonly PendingChange[],
  current: SavedSettings,
): Promise<void> {
  const rulesOfRun = await readRulesOfRuns(session, changes, current);
  const pairs = await gatherPairs(session, changes, selectFields([...rulesOfRun.values()]));
  await postponeUnread(session, changes, pairs);
  const rulesOf = ({ changes: [first] }: Pair): RulesInForce => {
    const rules = rulesOfRun.get(first?.runId ?? null) ?? rulesOfRun.get(null);
    if (rules === undefined) throw new Error('a wave always has the current rules');
    return rules;
  };
  const isLimited = [...rulesOfRun.values()].some(({ pinned }) => pinned.inclusionList !== null);
  const batches = chunk(pairs, batchSize);
  const failures: unknown[] = [];
  const workOff = async () => {
    for (let batch = batches.shift(); batch !== undefined && failures.length === 0; batch = batches.shift()) {
      await processBatch(session, batch, rulesOf, isLimited).catch((error: unknown) => failures.push(error));
    }
  };
  // All of them end before the first failure is told: what goes on beside the next drain would write twice.
  await Promise.all(Array.from({ length: batchesAtOnce }, workOff));
  if (failures.length > 0) throw failures[0];
}

/** What HubSpot neither gave nor called gone is asked for again later; left due, it would be asked for without end. */
async function postponeUnread(
  { stores, fence, clock }: SyncSession,
  changes: readonly PendingChange[],
  pairs: readonly Pair[],
): Promise<void> {
  const read = new Set(pairs.flatMap((pair) => pair.changes));
  const unread = changes.filter((change) => !read.has(change));
  if (unread.length === 0) return;
  const postponed = postpone(unread, clock.now());
  await stores.batches.record(fence, new Date(clock.now()), {
    settled: [],
    postponed,
    links: [],
    attempts: [],
  });
}

/** Rules by run id; `null` holds the current ones, for live changes. */
async function readRulesOfRuns(
  session: SyncSession,
  changes: readonly PendingChange[],
  current: SavedSettings,
): Promise<ReadonlyMap<string | null, RulesInForce>> {
  const toRules = (revision: number, pinned: SyncSettings): RulesInForce => ({
    revision,
    pinned,
    rules: resolveRules(session, pinned),
  });
  const rules = new Map<string | null, RulesInForce>([[null, toRules(current.revision, current.settings)]]);
  for (const runId of new Set(changes.flatMap((change) => change.runId ?? []))) {
    const run = await session.stores.runs.read(runId);
    if (run === null || run.settingsRevision === current.revision) continue;
    const pinned = await session.stores.settings.readRevision(run.settingsRevision);
    rules.set(runId, toRules(run.settingsRevision, pinned));
  }
  return rules;
}

function selectFields(rules: readonly RulesInForce[]): FieldSelection {
  const mappings = rules.flatMap((each) => [...each.rules.mappings.Lead, ...each.rules.mappings.Contact]);
  const fieldsOf = (type: SalesforceType) => [
    ...new Set(
      mappings.flatMap((mapping) => (mapping.salesforceType === type ? [mapping.salesforceField] : [])),
    ),
  ];
  return {
    properties: [...new Set(mappings.map(({ hubspotProperty }) => hubspotProperty))],
    fields: { Lead: fieldsOf('Lead'), Contact: fieldsOf('Contact') },
  };
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

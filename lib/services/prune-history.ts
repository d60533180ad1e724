import type { TenantSession } from './sync-session.ts';

export const historyStream = 'history';

const dayMs = 86_400_000;
const batchSize = 5_000;
/** What is left over waits for the next turn, so that pruning never holds up live work. */
const batchesPerTurn = 4;

/** Once a day forgets outcomes that are older than the settings keep them. */
export async function pruneHistory({
  stores,
  clock,
}: Pick<TenantSession, 'stores' | 'clock'>): Promise<void> {
  const nowMs = clock.now();
  const mark = await stores.sweeps.readWatermark(historyStream);
  if (mark !== null && nowMs - Date.parse(mark.value) < dayMs) return;
  const { settings } = await stores.settings.readCurrent();
  await stores.impacts.forget(new Date(nowMs - dayMs));
  const before = new Date(nowMs - settings.historyDays * dayMs);
  for (let batch = 0; batch < batchesPerTurn; batch += 1) {
    if ((await stores.attempts.prune(before, batchSize)) < batchSize) break;
    if (batch === batchesPerTurn - 1) return;
  }
  await stores.apiUsage.prune(before);
  const value = new Date(nowMs).toISOString();
  await stores.sweeps.moveWatermark(historyStream, mark?.value ?? null, { value, dueAt: null });
}

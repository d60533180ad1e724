import type { Random } from '#sandbox/kernel/random.ts';
import { beginAfternoon } from '#sim/stage/afternoon.ts';
import { loseDeliveries } from '#sim/stage/play.ts';
import { startResync } from '#sim/stage/play-console.ts';
import type { Scene, TenantSide } from '#sim/stage/scene.ts';
import { passTime, runToEnd, startDrain } from '#sim/stage/workers.ts';
import { judgeArrivals } from './arrival.ts';
import { judgeConvergence } from './convergence.ts';
import { judgeNewcomers } from './newcomers.ts';
import { judgePredictions, type Prediction, readCounts } from './predictions.ts';
import { judgePrivacy } from './privacy.ts';
import { judgeQuiet, untoldWrites } from './quiet.ts';
import { chooseUsableList, restoreLists, restoreWeather } from './rest-world.ts';
import { judgeSuccessions } from './successions.ts';
import { judgeThrift } from './thrift.ts';

const minute = 60_000;

/** The world comes to rest with settings that work, and everybody is synced: the afternoon begins with pairs that agree. */
export async function restAtNoon(scene: Scene, random: Random): Promise<void> {
  await comeToRest(scene, random);
  if (scene.violations.length > 0) return;
  const predictions = random.chance(0.25) ? await predict(scene, random) : [];
  const runIds = await resyncAll(scene, random);
  await judgePredictions(scene, predictions, runIds);
  await judgeConvergence(scene, true);
  for (const side of scene.tenants) {
    const { tenantId } = side.product;
    const links = await scene.db.recordLink.findMany({ where: { tenantId } });
    beginAfternoon(side, links, scene.arrived.length);
  }
  // Days on which no delivery gets through: whatever happens in HubSpot is found by sweeps alone.
  if (random.chance(0.3)) loseDeliveries(scene);
}

/** The world comes to rest, and everything must have arrived by itself; a resync has nothing to mend. */
export async function restInTheEvening(scene: Scene, random: Random): Promise<void> {
  for (const side of scene.tenants) restoreLists(scene, side);
  await comeToRest(scene, random);
  await judgeConvergence(scene, false);
  await judgeArrivals(scene);
  await judgeNewcomers(scene);
  await judgeSuccessions(scene);
  judgeThrift(scene);
  if (scene.violations.length > 0) return;
  await resyncAll(scene, random);
  await judgeConvergence(scene, true);
  if (scene.violations.length > 0) return;
  const before = scene.arrived.length;
  await resyncAll(scene, random);
  await judgeQuiet(scene, scene.arrived.slice(before));
}

/** Faults and outages end, an admin looks after the settings, and everything is worked off. */
async function comeToRest(scene: Scene, random: Random): Promise<void> {
  restoreWeather(scene);
  await runToEnd(scene, random);
  await chooseUsableList(scene, random);
  await workOff(scene, random);
  await judgeInboxes(scene);
  await judgePrivacy(scene);
}

/**
 * What a dry run of everybody says a resync would come to; itself it writes nothing. Beside it live work may go on, and
 * meet once more what stands behind a told failure.
 */
async function predict(scene: Scene, random: Random): Promise<readonly Prediction[]> {
  const before = scene.arrived.length;
  const runIds = await resyncAll(scene, random, true);
  for (const side of scene.tenants) {
    const names = await untoldWrites(scene, side, scene.arrived.slice(before));
    if (names !== '') scene.violations.push({ invariant: 'dry run', detail: `a dry run writes ${names}` });
  }
  return readCounts(scene, runIds);
}

async function resyncAll(scene: Scene, random: Random, isDryRun = false): Promise<readonly string[]> {
  const runIds = scene.tenants.map((side) => startResync(scene, side, random, null, isDryRun));
  await runToEnd(scene, random);
  await workOff(scene, random);
  return runIds;
}

/** Drains and lets time pass, longer each time, until nothing waits any more. */
async function workOff(scene: Scene, random: Random): Promise<void> {
  let busy: readonly TenantSide[] = scene.tenants;
  for (let round = 0; round < 40 && busy.length > 0; round += 1) {
    for (const { product } of busy) startDrain(scene, product.tenant, 1);
    await runToEnd(scene, random);
    await passTime(scene, random, Math.min(5 * minute, (minute / 4) * 2 ** round));
    await runToEnd(scene, random);
    const isBusy = await Promise.all(scene.tenants.map((side) => hasWork(scene, side)));
    busy = scene.tenants.filter((_, index) => isBusy[index]);
  }
}

async function hasWork({ db }: Scene, { product }: TenantSide): Promise<boolean> {
  const { stores, tenantId } = product;
  if ((await stores.runs.listUnfinished()).length > 0) return true;
  return (await db.pendingChange.count({ where: { tenantId } })) > 0;
}

/** *Nothing lost*: what was taken in has ended in an outcome, and every run has ended. */
async function judgeInboxes(scene: Scene): Promise<void> {
  for (const { product } of scene.tenants) {
    const { stores, tenantId, tenant } = product;
    const left = await scene.db.pendingChange.findMany({ where: { tenantId } });
    if (left.length > 0) {
      const names = left
        .map(({ side, recordId, attempts }) => `${side} ${recordId} (${attempts})`)
        .join(', ');
      scene.violations.push({ invariant: 'nothing lost', detail: `tenant ${tenant} never settled ${names}` });
    }
    for (const run of await stores.runs.listUnfinished()) {
      const detail = `run ${run.runId} of tenant ${tenant} is ${run.state} (${run.waitReason}) for ever`;
      scene.violations.push({ invariant: 'nothing lost', detail });
    }
    for (const run of await stores.runs.listRecent(50)) {
      // Records with a fault are counted by their outcome already.
      const { with_faults: _, ...outcomes } = { with_faults: 0, ...run.counts };
      const counted = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
      if (run.state === 'canceled' || (counted === run.processed && run.processed === run.enumerated))
        continue;
      const detail = `run ${run.runId}: ${run.enumerated} enumerated, ${run.processed} processed, ${counted} counted`;
      scene.violations.push({ invariant: 'nothing lost', detail });
    }
  }
}

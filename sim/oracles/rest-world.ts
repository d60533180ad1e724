import { changeRunState } from '#lib/services/resync.ts';
import { chooseInclusionList } from '#lib/services/save-settings.ts';
import type { Random } from '#sandbox/kernel/random.ts';
import { reconnect } from '#sim/stage/play-console.ts';
import { takeListBack } from '#sim/stage/play-hubspot.ts';
import { currentSettings, type Scene, type TenantSide } from '#sim/stage/scene.ts';
import { passTime, runToEnd } from '#sim/stage/workers.ts';

/** The wire is good again, and everything that was begun is ended. */
export function restoreWeather(scene: Scene): void {
  scene.weather.faultRate = 0;
  scene.weather.webhooks = 'up';
  scene.weather.unreadable.clear();
  for (const side of scene.tenants) {
    for (const { endsAtCall } of [side.holder ?? { endsAtCall: null }]) if (endsAtCall) endsAtCall.left = 1e9;
    for (const transactionId of side.openTransactions.splice(0)) {
      scene.world.salesforce.transactions.rollback(transactionId);
    }
  }
}

/** Lists that people deleted in the afternoon come back: what waited for the inclusion list goes on. */
export function restoreLists(scene: Scene, side: TenantSide): void {
  for (const listId of side.listIds) {
    const list = side.product.portal.lists.find(listId);
    if (list?.deletedAt !== undefined) takeListBack(scene, side, list);
  }
}

/** An admin looks after the tenant: chooses a list that works where theirs does not, and resumes what was paused. */
export async function chooseUsableList(scene: Scene, random: Random): Promise<void> {
  // Deliveries that failed are repeated for hours, and lists are evaluated.
  await passTime(scene, random, 10 * 60_000);
  await runToEnd(scene, random);
  for (const side of scene.tenants) {
    scene.world.activities.begin('admin', side.product.tenant, () => lookAfter(side));
  }
  await runToEnd(scene, random);
}

async function lookAfter(side: TenantSide): Promise<void> {
  const { product } = side;
  if (side.isRevoked) await reconnect(side);
  const context = product.openRequest(await product.openProcess()());
  const { portal } = product;
  const inForce = currentSettings(side).inclusionList;
  const isUsable = (listId: string) => {
    const list = portal.lists.find(listId);
    return list !== undefined && list.deletedAt === undefined && list.processingType === 'DYNAMIC';
  };
  if (inForce !== null && !isUsable(inForce.listId)) {
    const { revision } = await context.stores.settings.readCurrent();
    const listId = side.listIds.find(isUsable) ?? null;
    await chooseInclusionList(context, { expectedRevision: revision, listId });
  }
  for (const run of await context.stores.runs.listUnfinished()) {
    if (run.state === 'paused') await changeRunState(context, run.runId, { action: 'resume' });
  }
  await context.stores.inbox.releaseAll();
}

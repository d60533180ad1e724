import type { Exchange } from '#sim/machine/wire.ts';
import { findRecord, liveRecords } from '#sim/stage/salesforce-people.ts';
import type { Scene } from '#sim/stage/scene.ts';
import { sideOf } from '#sim/stage/workers.ts';
import { knowledgeOf } from './knowledge.ts';
import type { Write } from './writes.ts';

/** When each record came to be or got its address, in ticks, for telling what a search must have found. */
const born = new WeakMap<Scene, Map<string, number>>();

/** *No duplicate*: nobody makes a record for an address that had one when it was looked for. */
export function judgeDuplicates(scene: Scene, { activity }: Exchange, write: Write): void {
  if (activity === undefined || write.kind !== 'create_record') return;
  const { product } = sideOf(scene, activity.tenant);
  const email = write.values.Email?.toLowerCase() ?? '';
  const soughtAt = knowledgeOf(activity).soughtInSalesforce.get(email) ?? 0;
  const births = born.get(scene) ?? new Map<string, number>();
  const twin = liveRecords(product.org).find(
    ({ row }) => String(row.Email ?? '').toLowerCase() === email && (births.get(row.Id) ?? 0) < soughtAt,
  );
  if (soughtAt === 0 || twin !== undefined) {
    const detail = `${write.type} made for ${email}, which ${twin?.row.Id ?? 'nobody had looked for'} has`;
    scene.violations.push({ invariant: 'no duplicate', detail });
  }
}

/** Notes when records come to be. */
export function watchBirths(scene: Scene): void {
  const births = new Map<string, number>();
  born.set(scene, births);
  for (const { product } of scene.tenants) {
    const addresses = new Map<string, unknown>();
    product.org.changes.onChange(({ kind, recordId }) => {
      const address = findRecord(product.org, recordId)?.row.Email;
      const isNew = kind === 'created' || kind === 'undeleted';
      const isMoved = addresses.has(recordId) && addresses.get(recordId) !== address;
      if (isNew || isMoved) births.set(recordId, scene.tick);
      addresses.set(recordId, address);
    });
  }
}

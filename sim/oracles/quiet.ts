import type { ArrivedWrite, Scene, TenantSide } from '#sim/stage/scene.ts';
import { readFailing } from './arrival.ts';

/**
 * *No ping-pong*: a resync of a world that agrees writes nothing, and asks for nothing that is refused. Only what stands
 * behind a told failure may be asked for once more, because that is what an admin resyncs for, and be refused again.
 */
export async function judgeQuiet(scene: Scene, arrived: readonly ArrivedWrite[]): Promise<void> {
  for (const side of scene.tenants) {
    const names = await untoldWrites(scene, side, arrived);
    if (names === '') continue;
    const detail = `tenant ${side.product.tenant} writes ${names} after the world had come to rest`;
    scene.violations.push({ invariant: 'no ping-pong', detail });
  }
}

/**
 * What a tenant has written, by name, and what it was refused that stands behind no told failure; empty when nothing.
 */
export async function untoldWrites(
  scene: Scene,
  side: TenantSide,
  arrived: readonly ArrivedWrite[],
): Promise<string> {
  const { tenantId, tenant } = side.product;
  const failing = await readFailing(scene, side);
  const links = await scene.db.recordLink.findMany({ where: { tenantId } });
  const records = links.filter(({ hubspotContactId }) => failing.has(hubspotContactId));
  const told = new Set([...failing, ...records.map(({ salesforceId }) => salesforceId)]);
  return arrived
    .filter((write) => write.tenant === tenant)
    .filter(({ isDone, target }) => isDone || target === null || !told.has(target))
    .map(({ target, isDone }) => `${target ?? 'a new one'}${isDone ? '' : ' (refused)'}`)
    .join(', ');
}

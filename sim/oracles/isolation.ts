import type { Exchange } from '#sim/machine/wire.ts';
import type { Scene } from '#sim/stage/scene.ts';
import { sideOf } from '#sim/stage/workers.ts';

/** *Isolation*: what an activity of one tenant sends carries that tenant's own token. */
export function judgeIsolation(scene: Scene, { activity, service, token, path }: Exchange): void {
  if (activity === undefined || token === '') return;
  const { product } = sideOf(scene, activity.tenant);
  const isOwn =
    service === 'salesforce'
      ? token.startsWith(product.org.orgId.slice(0, 15))
      : scene.world.hubspot.world.grants.accessTokens.get(token)?.installation?.portalId ===
        product.portal.portalId;
  if (isOwn) return;
  scene.violations.push({
    invariant: 'isolation',
    detail: `${activity.name}/${activity.tenant} sent ${service} ${path} with another tenant's token`,
  });
}

import type { Afternoon, AgreedPair } from '#sim/stage/afternoon-notes.ts';
import type { ArrivedWrite, Scene } from '#sim/stage/scene.ts';

/**
 * *No ping-pong*, edit by edit: in a pair that agreed at noon, each edit of a field causes at most one write of that
 * field, whatever was lost, repeated or ended in between. A write whose answer was lost is found again, not repeated.
 */
export function judgeThrift(scene: Scene): void {
  for (const { afternoon, product } of scene.tenants) {
    if (afternoon === null) continue;
    const done = scene.arrived.slice(afternoon.firstWrite).filter(({ isDone }) => isDone);
    const own = done.filter(({ tenant }) => tenant === product.tenant);
    for (const pair of afternoon.agreed.values()) {
      if (![pair.contactId, pair.recordId].some((id) => afternoon.stirred.has(id)))
        judgePair(scene, afternoon, pair, own);
    }
  }
}

function judgePair(
  scene: Scene,
  { edits }: Afternoon,
  { contactId, recordId, values }: AgreedPair,
  done: readonly ArrivedWrite[],
): void {
  const ids = [contactId, recordId];
  const written = done.filter(({ target }) => target !== null && ids.includes(target));
  for (const property of Object.keys(values)) {
    const writes = written.filter(({ properties }) => properties.includes(property)).length;
    const causes = edits.filter((edit) => ids.includes(edit.recordId) && edit.property === property).length;
    if (writes <= causes) continue;
    const detail = `${property} of ${ids.join(' and ')} was written ${writes} times after ${causes} edits`;
    scene.violations.push({ invariant: 'no ping-pong', detail });
  }
}

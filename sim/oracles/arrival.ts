import type { FieldMapping, SyncRule } from '#lib/domain/field-mapping.ts';
import { mappingOf, valuesOf } from '#sim/stage/afternoon.ts';
import type { Afternoon, AgreedPair } from '#sim/stage/afternoon-notes.ts';
import { mappedFields } from '#sim/stage/fields.ts';
import type { Scene, TenantSide } from '#sim/stage/scene.ts';

/**
 * *Convergence*, edit by edit: what people changed in the afternoon in a pair that was linked and in the list all the
 * time has become of it what the rule says, and nothing else has happened to it.
 */
export async function judgeArrivals(scene: Scene): Promise<void> {
  for (const side of scene.tenants) {
    const { afternoon, product } = side;
    if (afternoon === null) continue;
    const { tenantId } = product;
    const links = await scene.db.recordLink.findMany({ where: { tenantId } });
    const failing = await readFailing(scene, side);
    for (const { hubspotContactId, salesforceId } of links) {
      const pair = afternoon.agreed.get(hubspotContactId);
      const isOutside = afternoon.outsiders.has(hubspotContactId) || failing.has(hubspotContactId);
      if (pair?.recordId !== salesforceId || isOutside) continue;
      if (![hubspotContactId, salesforceId].some((id) => afternoon.stirred.has(id)))
        judgePair(scene, side, afternoon, pair);
    }
  }
}

/** Contacts that stand behind a failure: that is where what happened to their edits is told. */
export async function readFailing(scene: Scene, { product }: TenantSide): Promise<ReadonlySet<string>> {
  const { tenantId } = product;
  const rows = await scene.db.failingRecord.findMany({ where: { tenantId } });
  return new Set(rows.map(({ hubspotContactId }) => hubspotContactId));
}

function judgePair(scene: Scene, side: TenantSide, { edits }: Afternoon, pair: AgreedPair): void {
  const values = valuesOf(side);
  for (const { property } of mappedFields) {
    const mapping = mappingOf(side, pair.type, property);
    const old = pair.values[property];
    if (mapping === undefined || old === undefined || mapping.hasBlankProtection) continue;
    const of = (recordId: string) =>
      edits.flatMap((edit) => (edit.recordId === recordId && edit.property === property ? [edit.value] : []));
    const made = { hubspot: of(pair.contactId), salesforce: of(pair.recordId) };
    const expected = whatRemains(mapping, old, made);
    const [here, there] = [pair.contactId, pair.recordId].map((id) => values.get(id)?.[property]);
    if (expected === null || (here === expected && there === expected)) continue;
    const story = `"${old}", edited to ${JSON.stringify(made)} under ${mapping.rule}`;
    const detail = `${property} of ${pair.contactId} and ${pair.recordId}, tenant ${side.product.tenant}: ${story}, is "${here}" and "${there}" instead of "${expected}"`;
    scene.violations.push({ invariant: 'arrival', detail });
  }
}

type Made = { readonly hubspot: readonly string[]; readonly salesforce: readonly string[] };

const leaders: Readonly<Partial<Record<SyncRule, keyof Made>>> = {
  always_salesforce: 'salesforce',
  prefer_salesforce_unless_blank: 'salesforce',
  always_hubspot: 'hubspot',
  prefer_hubspot_unless_blank: 'hubspot',
};

/** The value both sides hold in the end by the table of the rules; `null` where it depends on who was looked at when. */
function whatRemains({ rule }: FieldMapping, old: string, made: Made): string | null {
  if (rule === 'none') return null;
  const leader = leaders[rule];
  if (leader === undefined) {
    if (made.hubspot.length > 0 && made.salesforce.length > 0) return null;
    return made.hubspot.at(-1) ?? made.salesforce.at(-1) ?? old;
  }
  const ofOther = made[leader === 'hubspot' ? 'salesforce' : 'hubspot'];
  const last = made[leader].at(-1) ?? old;
  const mayYield = rule.startsWith('prefer') && ofOther.length > 0;
  if (!mayYield || [old, ...made[leader]].every((value) => value !== '')) return last;
  // A blank that nobody had to make yields to the first value of the other side.
  const isOneFill = made[leader].length === 0 && ofOther.length === 1;
  return isOneFill ? (ofOther[0] ?? null) : null;
}

import type { Random } from '#sandbox/kernel/random.ts';
import { type Values, valuesOf } from './afternoon.ts';
import type { AgreedPair } from './afternoon-notes.ts';
import { mappedFields } from './fields.ts';
import { editContact } from './hubspot-people.ts';
import { editRecord, findRecord } from './salesforce-people.ts';
import type { Scene, TenantSide } from './scene.ts';

type Former = { readonly pair: AgreedPair; readonly property: string; readonly value: string };

/**
 * Somebody puts the value back that a field had at noon, after another one has arrived on both sides: only what was agreed
 * on since tells such an edit from a value that never changed. Where a change of the pair still waits, nobody could tell
 * them apart: what is written and not recorded yet looks like the other side's edit.
 */
export async function putBack(
  scene: Scene,
  side: TenantSide,
  random: Random,
  platform: 'hubspot' | 'salesforce',
): Promise<string | null> {
  const { afternoon, product } = side;
  const { tenantId } = product;
  const waiting = await scene.db.pendingChange.findMany({ where: { tenantId }, select: { recordId: true } });
  const busy = new Set([...waiting.map(({ recordId }) => recordId), ...(afternoon?.stirred ?? [])]);
  const values = valuesOf(side);
  const calm = [...(afternoon?.agreed.values() ?? [])].filter(
    ({ contactId, recordId }) => !busy.has(contactId) && !busy.has(recordId),
  );
  const choices = calm.flatMap((pair) => formerValues(pair, values));
  if (choices.length === 0) return null;
  const { pair, property, value } = random.pick(choices);
  if (platform === 'hubspot') {
    const row = product.portal.contacts.rowOf(pair.contactId);
    if (row === undefined) return null;
    editContact(product.portal, row, { [property]: value });
    return `${pair.contactId} ${property}=${value}`;
  }
  const record = findRecord(product.org, pair.recordId);
  const field = mappedFields.find((each) => each.property === property)?.[pair.type];
  if (record === null || field === undefined) return null;
  editRecord(product.org, scene.world.clock.now(), record, { [field]: value === '' ? null : value });
  return `${pair.recordId} ${field}=${value}`;
}

/** Fields that both sides agree on, with another value than at noon. */
function formerValues(pair: AgreedPair, values: Values): Former[] {
  const [here, there] = [values.get(pair.contactId), values.get(pair.recordId)];
  return Object.entries(pair.values).flatMap(([property, value]) => {
    const isMoved = here?.[property] !== undefined && here[property] !== value;
    return isMoved && here[property] === there?.[property] ? [{ pair, property, value }] : [];
  });
}

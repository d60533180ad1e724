import { isMember, mappingOf } from '#sim/stage/afternoon.ts';
import { mappedFields, tooLong } from '#sim/stage/fields.ts';
import { type FoundRecord, findRecord } from '#sim/stage/salesforce-people.ts';
import { currentSettings, type Scene, type TenantSide } from '#sim/stage/scene.ts';
import { readFailing } from './arrival.ts';

/** The default last name of `lib/domain/settings.ts`. */
const placeholder = '[not provided]';

/**
 * *Convergence*: every linked pair that may sync agrees on every mapped field, as far as its rule wants that.
 *
 * @param isResynced everybody was synced since; otherwise contacts that joined the list while joining syncs nobody, and
 *   those behind a failure, are left out.
 */
export async function judgeConvergence(scene: Scene, isResynced: boolean): Promise<void> {
  for (const side of scene.tenants) {
    const { syncOnJoin } = currentSettings(side);
    const joined = isResynced || syncOnJoin ? [] : (side.afternoon?.outsiders ?? []);
    const failing = isResynced ? [] : await readFailing(scene, side);
    await judgeSide(scene, side, new Set([...joined, ...failing]));
  }
}

async function judgeSide(scene: Scene, side: TenantSide, exempt: ReadonlySet<string>): Promise<void> {
  const { tenantId, portal, org, tenant } = side.product;
  const links = await scene.db.recordLink.findMany({ where: { tenantId } });
  for (const { hubspotContactId, salesforceId } of links) {
    const row = portal.contacts.rowOf(hubspotContactId);
    const record = findRecord(org, salesforceId);
    if (row === undefined || !portal.contacts.isLive(row) || record === null) continue;
    if (record.row.IsDeleted === true || record.row.IsConverted === true) continue;
    if (!isMember(side, row) || exempt.has(hubspotContactId)) continue;
    judgeAddress(scene, side, row, record);
    for (const field of mappedFields) {
      const mapping = mappingOf(side, record.type, field.property);
      if (mapping === undefined || mapping.rule === 'none') continue;
      const here = portal.contacts.get(row, field.property);
      const there = String(record.row[field[record.type]] ?? '');
      // A value that the other side has no room for is told as a failure, and stays where it is.
      if (Math.max(here.length, there.length) >= tooLong) continue;
      // A default stands for a name that nobody has given.
      if (here === '' && there === placeholder) continue;
      if (here === there || (mapping.hasBlankProtection && (here === '' || there === ''))) continue;
      const pair = `${hubspotContactId} and ${salesforceId} of tenant ${tenant}`;
      const detail = `${pair}: ${field.property} is "${here}" and "${there}" under ${mapping.rule}`;
      scene.violations.push({ invariant: 'convergence', detail });
    }
  }
}

/** Both have one address, unless the contact knows the other one, too, or somebody else has it. */
function judgeAddress(
  scene: Scene,
  { product }: TenantSide,
  row: number,
  { row: record }: FoundRecord,
): void {
  const { contacts } = product.portal;
  const [here, there] = [contacts.get(row, 'email'), String(record.Email ?? '')];
  const owner = contacts.identities.rowOfEmail(there);
  if (here === there || there === '' || owner !== undefined) return;
  const detail = `${contacts.idOf(row)} and ${record.Id} of tenant ${product.tenant}: "${here}" and "${there}"`;
  scene.violations.push({ invariant: 'convergence', detail });
}

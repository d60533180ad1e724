import { mappedFields } from '#sim/stage/fields.ts';
import { findRecord } from '#sim/stage/salesforce-people.ts';
import { currentSettings, type Scene, type TenantSide } from '#sim/stage/scene.ts';

/** *Convergence*: every linked pair that may sync agrees on every mapped field, as far as its rule wants that. */
export async function judgeConvergence(scene: Scene): Promise<void> {
  for (const side of scene.tenants) await judgeSide(scene, side);
}

async function judgeSide(scene: Scene, side: TenantSide): Promise<void> {
  const { tenantId, portal, org, tenant } = side.product;
  const settings = currentSettings(side);
  const links = await scene.db.recordLink.findMany({ where: { tenantId } });
  for (const { hubspotContactId, salesforceId } of links) {
    const row = portal.contacts.rowOf(hubspotContactId);
    const record = findRecord(org, salesforceId);
    if (row === undefined || !portal.contacts.isLive(row) || record === null) continue;
    if (record.row.IsDeleted === true || record.row.IsConverted === true) continue;
    if (!mayPass(side, row)) continue;
    for (const field of mappedFields) {
      const mapping = settings.mappings.find(
        ({ salesforceType, hubspotProperty }) =>
          salesforceType === record.type && hubspotProperty === field.property,
      );
      if (mapping === undefined || mapping.rule === 'none') continue;
      const here = portal.contacts.get(row, field.property);
      const there = String(record.row[field[record.type]] ?? '');
      if (here === there || (mapping.hasBlankProtection && (here === '' || there === ''))) continue;
      const pair = `${hubspotContactId} and ${salesforceId} of tenant ${tenant}`;
      const detail = `${pair}: ${field.property} is "${here}" and "${there}" under ${mapping.rule}`;
      scene.violations.push({ invariant: 'convergence', detail });
    }
  }
}

/** Whether the contact is in the list by what HubSpot has evaluated. */
function mayPass(side: TenantSide, row: number): boolean {
  const { inclusionList } = currentSettings(side);
  if (inclusionList === null) return true;
  return side.product.portal.lists.find(inclusionList.listId)?.members.has(row) ?? false;
}

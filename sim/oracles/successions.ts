import { isMember } from '#sim/stage/afternoon.ts';
import { findRecord } from '#sim/stage/salesforce-people.ts';
import type { Scene, TenantSide } from '#sim/stage/scene.ts';

/**
 * The link of a record that was merged away or converted in the afternoon leads to the record it went over into, unless
 * that one belongs to another contact or is gone itself.
 */
export async function judgeSuccessions(scene: Scene): Promise<void> {
  for (const side of scene.tenants) {
    const { tenantId, tenant } = side.product;
    const links = await scene.db.recordLink.findMany({ where: { tenantId } });
    const contactOf = new Map(
      links.map(({ salesforceId, hubspotContactId }) => [salesforceId, hubspotContactId]),
    );
    const recordOf = new Map(
      links.map(({ salesforceId, hubspotContactId }) => [hubspotContactId, salesforceId]),
    );
    for (const { contactId, recordId } of side.afternoon?.agreed.values() ?? []) {
      const successor = lastSuccessor(side, recordId);
      if (successor === null || contactOf.has(successor) || !isStillThere(side, contactId)) continue;
      const detail = `${contactId} of tenant ${tenant} was linked with ${recordId}, which became ${successor}, and is linked with ${recordOf.get(contactId) ?? 'nothing'}`;
      scene.violations.push({ invariant: 'convergence', detail });
    }
  }
}

/** Where the record has ended up; `null` when it went over into nothing, or into something that is gone. */
function lastSuccessor(side: TenantSide, recordId: string): string | null {
  const { afternoon, product } = side;
  const next = afternoon?.successors.get(recordId);
  if (next === undefined) return null;
  const last = lastSuccessor(side, next) ?? next;
  const found = findRecord(product.org, last);
  const isLive = found !== null && found.row.IsDeleted !== true && found.row.IsConverted !== true;
  return isLive ? last : null;
}

/** The contact is a member with an address: whatever else becomes of it, its record does not concern it any more. */
function isStillThere(side: TenantSide, contactId: string): boolean {
  const { contacts } = side.product.portal;
  const row = contacts.rowOf(contactId);
  if (row === undefined || !contacts.isLive(row) || contacts.idOf(row) !== contactId) return false;
  return contacts.get(row, 'email') !== '' && isMember(side, row);
}

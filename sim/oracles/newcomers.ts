import { isMember } from '#sim/stage/afternoon.ts';
import { currentSettings, type Scene, type TenantSide } from '#sim/stage/scene.ts';
import { readFailing } from './arrival.ts';

/**
 * *Nothing lost*, person by person: whoever was made in HubSpot in the afternoon and may sync has a record in the evening
 * where contacts without one get one, or a told reason why not.
 */
export async function judgeNewcomers(scene: Scene): Promise<void> {
  for (const side of scene.tenants) {
    const { createInSalesforce, inclusionList, syncOnJoin } = currentSettings(side);
    // A contact joins some seconds after it was made.
    if (createInSalesforce === 'nothing' || (inclusionList !== null && !syncOnJoin)) continue;
    const failing = await readFailing(scene, side);
    for (const contactId of side.afternoon?.newcomers ?? []) {
      if (failing.has(contactId) || !mayHaveRecord(side, contactId)) continue;
      if ((await isLinked(scene, side, contactId)) || (await isToldOf(scene, side, contactId))) continue;
      const detail = `${contactId} of tenant ${side.product.tenant} may sync and has no record`;
      scene.violations.push({ invariant: 'nothing lost', detail });
    }
  }
}

function mayHaveRecord(side: TenantSide, contactId: string): boolean {
  const { contacts } = side.product.portal;
  const row = contacts.rowOf(contactId);
  if (row === undefined || !contacts.isLive(row)) return false;
  return contacts.get(row, 'email') !== '' && isMember(side, row);
}

async function isLinked({ db }: Scene, { product: { tenantId } }: TenantSide, hubspotContactId: string) {
  return (await db.recordLink.count({ where: { tenantId, hubspotContactId } })) > 0;
}

/** The last that was recorded of it says that there is nothing to link it with, or that its record has gone since. */
async function isToldOf({ db }: Scene, { product: { tenantId } }: TenantSide, hubspotContactId: string) {
  const where = { tenantId, hubspotContactId };
  const last = await db.syncAttempt.findFirst({ where, orderBy: { attemptId: 'desc' } });
  return last !== null && ['conflict', 'skipped'].includes(last.outcome);
}

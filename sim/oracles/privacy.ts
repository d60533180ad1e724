import type { Scene } from '#sim/stage/scene.ts';

/** *Privacy*: of a contact that was deleted for privacy nothing is stored, once we were told. */
export async function judgePrivacy(scene: Scene): Promise<void> {
  for (const { erased, product } of scene.tenants) {
    const { tenantId } = product;
    for (const { contactId } of erased.filter(({ isTold }) => isTold)) {
      const ofContact = { tenantId, hubspotContactId: contactId };
      const [links, failing, attempts] = await Promise.all([
        scene.db.recordLink.count({ where: ofContact }),
        scene.db.failingRecord.count({ where: ofContact }),
        scene.db.syncAttempt.findMany({ where: ofContact }),
      ]);
      const telling = attempts.filter(({ email, changes }) => {
        return email !== null || (Array.isArray(changes) && changes.length > 0);
      });
      if (links + failing + telling.length === 0) continue;
      const detail = `${contactId} of tenant ${product.tenant}: ${links} links, ${failing} failures, ${telling.length} outcomes`;
      scene.violations.push({ invariant: 'privacy', detail });
    }
  }
}

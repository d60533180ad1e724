import type { Transaction } from './database.ts';

/**
 * Erases what is stored of contacts that were deleted for privacy: link and agreed values, outcomes with their
 * values, places behind failures and outside the list. What stays are counters and ids that name nobody.
 */
export async function erasePersons(
  tx: Transaction,
  tenantId: string,
  hubspotContactIds: readonly string[],
): Promise<void> {
  if (hubspotContactIds.length === 0) return;
  const ofContacts = { tenantId, hubspotContactId: { in: [...hubspotContactIds] } };
  const attempts = await tx.syncAttempt.findMany({
    where: { ...ofContacts, email: { not: null } },
    select: { email: true },
    distinct: ['email'],
  });
  const emails = attempts.flatMap(({ email }) => email ?? []);
  await tx.syncAttempt.deleteMany({ where: { tenantId, OR: [ofContacts, { email: { in: emails } }] } });
  await tx.recordLink.deleteMany({ where: ofContacts });
  await tx.impactContact.deleteMany({ where: ofContacts });
  await tx.failingRecord.deleteMany({ where: ofContacts });
  await tx.excludedContact.deleteMany({ where: ofContacts });
}

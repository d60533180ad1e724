import type { UserStore } from '#lib/ports/users.ts';
import type { Database } from './database.ts';

export function createUserStore(db: Database, tenantId: string): UserStore {
  return {
    async list() {
      const users = await db.user.findMany({
        where: { tenantId },
        orderBy: [{ email: 'asc' }, { hubspotUserId: 'asc' }],
      });
      return users.map(({ hubspotUserId, email, role, lastSignInAt }) => ({
        hubspotUserId,
        email,
        role,
        lastSignInAt: lastSignInAt.toISOString(),
      }));
    },
    changeRole: (hubspotUserId, role) =>
      db.$transaction(async (tx) => {
        // Two admins who make each other viewers at once would leave nobody.
        await tx.$queryRaw`SELECT 1 FROM tenant WHERE tenant_id = ${tenantId}::uuid FOR UPDATE`;
        const key = { tenantId_hubspotUserId: { tenantId, hubspotUserId } };
        const user = await tx.user.findUnique({ where: key });
        if (user === null) return { kind: 'not_found' };
        const others = await tx.user.count({
          where: { tenantId, role: 'admin', hubspotUserId: { not: hubspotUserId } },
        });
        if (role !== 'admin' && others === 0) return { kind: 'last_admin' };
        await tx.user.update({ where: key, data: { role } });
        return { kind: 'changed', email: user.email, before: user.role };
      }),
  };
}

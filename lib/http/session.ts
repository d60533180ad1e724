import type { NextRequest } from 'next/server';
import { getToken } from 'next-auth/jwt';
import { z } from 'zod';
import type { Waiting } from '#lib/container.ts';
import { whileSomebodyWaits } from '#lib/platform/retry.ts';
import { type RequestContext, ServiceError } from '#lib/services/context.ts';
import { getContainer } from './container.ts';

/** What the signed session cookie says: the only source of the tenant. */
export const sessionSchema = z.object({ tenantId: z.uuid(), hubspotUserId: z.string() });
export type Session = z.infer<typeof sessionSchema>;

/** `null` for a request without a valid session. */
export async function readSession(request: NextRequest): Promise<Session | null> {
  const { environment } = getContainer();
  const token = await getToken({
    req: request,
    secret: environment.NEXTAUTH_SECRET,
    secureCookie: environment.APP_URL.startsWith('https:'),
  });
  return sessionSchema.safeParse(token).data ?? null;
}

/** A page that asks for something gets it or a failure within about ten seconds; a change may need a slow answer. */
function waitingOf({ method }: NextRequest): Waiting {
  const patience = whileSomebodyWaits;
  return method === 'GET' ? { patience, timeoutMs: 8_000 } : { patience };
}

/** @throws ServiceError `not_signed_in`. */
export async function openContext(request: NextRequest): Promise<RequestContext> {
  const container = getContainer();
  const session = await readSession(request);
  if (session === null) throw new ServiceError('not_signed_in');
  const { tenantId, hubspotUserId } = session;
  const user = await container.openStores(tenantId).readUser(hubspotUserId);
  if (user === null) throw new ServiceError('not_signed_in');
  return {
    ...(await container.openSession(tenantId, waitingOf(request))),
    user,
    directory: container.directory,
    hubspotAppUrl: container.hubspotAppUrl,
    salesforceLogins: container.salesforceLogins,
    endAccess: container.endAccess,
    hubspotScopes: container.hubspotScopes,
    forgetSchemas: () => container.forgetSchemas(tenantId),
    wakeDrain: async () => (await container.openQueue()).wake(tenantId),
  };
}

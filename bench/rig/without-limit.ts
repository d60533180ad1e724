import type { Container } from '#lib/container.ts';
import type { PortalLimiter } from '#lib/hubspot/limiter.ts';
import { createHubspot } from '#lib/hubspot/portal.ts';
import { systemClock } from '#lib/platform/clock.ts';
import type { TenantSession } from '#lib/services/sync-session.ts';
import { createTokenSource } from '#lib/services/token-source.ts';

const noLimit: PortalLimiter = {
  reading: () => null,
  takeCalls: () => 0,
  admit: async () => {},
  observeAnswer: () => {},
  pauseFor: () => {},
};

/**
 * The tenant's session as the worker opens it, but for the portal's rate limit: it would be what every measurement of
 * more than a few calls measures.
 */
export async function openWithoutLimit(container: Container, tenantId: string): Promise<TenantSession> {
  const session = await container.openSession(tenantId);
  const { connections } = session.stores;
  const connection = await connections.read('hubspot');
  const hubspot = createHubspot({
    apiUrl: container.environment.HUBSPOT_API_URL,
    tokens: createTokenSource(connections, 'hubspot', container.hubspotOAuth.refresh, systemClock),
    limiter: noLimit,
    clock: systemClock,
    appId: connection?.appId ?? null,
  });
  // The worker remembers the properties from one session to the next.
  return { ...session, hubspot: { ...hubspot, readProperties: session.hubspot.readProperties } };
}

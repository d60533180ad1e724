import type { TenantSession } from './sync-session.ts';

/** Stores how many calls this process has made of either platform, and what both have said of their limits. */
export async function noteApiUsage({
  hubspot,
  salesforce,
  stores: { connections, apiUsage },
  clock,
}: Pick<TenantSession, 'hubspot' | 'salesforce' | 'stores' | 'clock'>): Promise<void> {
  const at = new Date(clock.now());
  const platforms = [
    { platform: 'hubspot', calls: hubspot.takeCalls(), said: hubspot.rate() },
    { platform: 'salesforce', calls: salesforce.takeCalls(), said: salesforce.apiUsage() },
  ] as const;
  for (const { platform, calls, said } of platforms) {
    if (calls === 0) continue;
    await apiUsage.add(platform, at, calls);
    if (said !== null) await connections.recordApiUsage(platform, said.used, said.limit);
  }
}

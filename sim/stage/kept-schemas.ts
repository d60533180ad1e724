import type { Clock } from '#lib/platform/clock.ts';
import type { HubspotPort, SalesforcePort } from '#lib/ports.ts';

/** Schemas as `lib/container.ts` remembers them. */
export type KeptSchemas = {
  ofHubspot(hubspot: HubspotPort): HubspotPort;
  ofSalesforce(salesforce: SalesforcePort): SalesforcePort;
};

const lifeMs = 60_000;

/** Only what has arrived is kept: a reading under way may end with its process, and nobody else must wait for it. */
export function keepSchemas(clock: Pick<Clock, 'now'>): KeptSchemas {
  const kept = new Map<string, { readonly until: number; readonly value: unknown }>();
  async function remember<Value>(key: string, read: () => Promise<Value>): Promise<Value> {
    const known = kept.get(key);
    if (known !== undefined && known.until > clock.now()) return known.value as Value;
    const value = await read();
    kept.set(key, { until: clock.now() + lifeMs, value });
    return value;
  }
  return {
    ofHubspot: (hubspot) => ({
      ...hubspot,
      readProperties: () => remember('properties', hubspot.readProperties),
    }),
    ofSalesforce: (salesforce) => ({
      ...salesforce,
      describe: (type) => remember(type, () => salesforce.describe(type)),
    }),
  };
}

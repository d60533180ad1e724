import type { Portal } from '#sandbox/hubspot/portal.ts';
import { createHubspotService, type HubspotService } from '#sandbox/hubspot/service.ts';
import { createRandom, type Random } from '#sandbox/kernel/random.ts';
import { createSalesforceService } from '#sandbox/salesforce/service.ts';
import type { Org } from '#sandbox/salesforce/world/org.ts';
import { Activities } from '#sim/machine/activities.ts';
import { openHost } from '#sim/machine/router.ts';
import { Turns } from '#sim/machine/turns.ts';
import { createVirtualClock, type VirtualClock } from '#sim/machine/virtual-clock.ts';
import { Wire } from '#sim/machine/wire.ts';
import { type Grant, grantHubspot, grantSalesforce, salesforceClient } from './grants.ts';

export type SalesforceService = ReturnType<typeof createSalesforceService>;

/** Both platforms of one seed, and the machine that lets time and requests through. */
export type World = {
  readonly random: Random;
  readonly activities: Activities;
  readonly clock: VirtualClock;
  readonly turns: Turns;
  readonly wire: Wire;
  readonly hubspot: HubspotService;
  readonly salesforce: SalesforceService;
  readonly startedAt: number;
  readonly hubspotUrl: string;
  readonly salesforceUrl: string;
  /** Where HubSpot's events are pushed to; whoever plays the app answers there. */
  readonly appUrl: string;
  /** Account and org of each tenant. */
  readonly portals: readonly Portal[];
  readonly orgs: readonly Org[];
  /** What each tenant's admin has granted to Sluice. */
  readonly grants: readonly { readonly hubspot: Grant; readonly salesforce: Grant }[];
  onDelivery(take: (request: Request) => Promise<Response>): void;
  close(): void;
};

let opened = 0;

export function openWorld(seed: number): World {
  opened += 1;
  const name = `${opened}.sim`;
  const [hubspotUrl, salesforceUrl, appUrl] = ['hubspot', 'salesforce', 'app'].map(
    (service) => `http://${service}-${name}`,
  );
  if (!hubspotUrl || !salesforceUrl || !appUrl) throw new Error('three hosts are expected');
  const activities = new Activities();
  const clock = createVirtualClock(activities);
  const hubspot = createHubspotService({
    clock: clock.sandbox,
    random: createRandom(`${seed}/hubspot`),
    baseUrl: () => hubspotUrl,
    webhooks: { targetUrl: `${appUrl}/api/webhooks/hubspot` },
  });
  const salesforce = createSalesforceService({
    clock: clock.sandbox,
    random: createRandom(`${seed}/salesforce`),
    baseUrl: () => salesforceUrl,
    ...salesforceClient,
  });
  const salesforceGrants = grantSalesforce(salesforce, clock.now());
  const grants = grantHubspot(hubspot).flatMap((granted, tenant) => {
    const other = salesforceGrants[tenant];
    return other === undefined ? [] : [{ hubspot: granted, salesforce: other }];
  });
  const wire = new Wire(activities, { hubspot: hubspot.app, salesforce: salesforce.app }, () => clock.now());
  let takeDelivery = async (_: Request) => new Response(null, { status: 503 });
  const closing = [
    openHost(new URL(hubspotUrl).host, (request) => wire.send('hubspot', request)),
    openHost(new URL(salesforceUrl).host, (request) => wire.send('salesforce', request)),
    openHost(new URL(appUrl).host, (request) => takeDelivery(request)),
  ];
  return {
    random: createRandom(`${seed}/world`),
    activities,
    clock,
    turns: new Turns(activities),
    wire,
    hubspot,
    salesforce,
    startedAt: clock.now(),
    hubspotUrl,
    salesforceUrl,
    appUrl,
    portals: [...hubspot.world.portals.values()],
    orgs: salesforce.world.orgs(),
    grants,
    onDelivery(take) {
      takeDelivery = take;
    },
    close() {
      for (const close of closing) close();
      for (const portal of hubspot.world.portals.values()) portal.evaluation.stop();
    },
  };
}

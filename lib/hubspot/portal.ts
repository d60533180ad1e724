import type { z } from 'zod';
import { normaliseEmail } from '#lib/domain/records.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { Patience } from '#lib/platform/retry.ts';
import type { HubspotPort, TokenSource } from '#lib/ports.ts';
import { createChangeFeed } from './change-feed.ts';
import { createHubspotClient, type HubspotClient } from './client.ts';
import { createContactWrites } from './contact-writes.ts';
import { createContactReads } from './contacts.ts';
import type { PortalLimiter } from './limiter.ts';
import { createLists } from './lists.ts';
import { toAccount, toProperty } from './mapper.ts';
import { hubspotPaths } from './paths.ts';
import { accountSchema, ownersPageSchema, propertiesSchema } from './schemas.ts';

export type HubspotOptions = {
  readonly apiUrl: string;
  readonly tokens: TokenSource;
  /** One per portal and process. */
  readonly limiter: PortalLimiter;
  readonly clock: Clock;
  /** Our app's id in HubSpot, by which it knows its own edits in a property's history. */
  readonly appId: string | null;
  readonly timeoutMs?: number;
  readonly patience?: Patience;
};

type PortalCounts = Pick<HubspotPort, 'rate' | 'takeCalls'>;
type PortalReads = Pick<HubspotPort, 'readAccount' | 'readProperties' | 'readOwnerEmails'>;

/** One portal behind the port. Makes no call by itself. */
export function createHubspot(options: HubspotOptions): HubspotPort {
  const client = createHubspotClient(options);
  return {
    ...createPortalReads(client),
    ...createLists(client),
    ...createContactReads(client, options.appId),
    ...createContactWrites(client),
    ...createChangeFeed(client),
    ...createPortalCounts(options.limiter),
  };
}

function createPortalCounts(limiter: PortalLimiter): PortalCounts {
  return {
    rate() {
      const reading = limiter.reading();
      return reading === null ? null : { used: reading.max - reading.remaining, limit: reading.max };
    },
    takeCalls: () => limiter.takeCalls(),
  };
}

function createPortalReads(client: HubspotClient): PortalReads {
  async function readOwners(isArchived: boolean) {
    const owners: z.infer<typeof ownersPageSchema>['results'] = [];
    let after: string | null = null;
    do {
      const query: Record<string, string> = { limit: '100', archived: String(isArchived) };
      if (after !== null) query.after = after;
      const call = { method: 'GET', path: hubspotPaths.owners, query, schema: ownersPageSchema } as const;
      const page: z.infer<typeof ownersPageSchema> = await client.request(call);
      owners.push(...page.results);
      after = page.paging?.next?.after ?? null;
    } while (after !== null);
    return owners;
  }

  return {
    async readAccount() {
      const path = hubspotPaths.accountDetails;
      return toAccount(await client.request({ method: 'GET', path, schema: accountSchema }));
    },
    async readProperties() {
      const path = hubspotPaths.contactProperties;
      const { results } = await client.request({ method: 'GET', path, schema: propertiesSchema });
      return results.filter(({ archived }) => archived !== true).map(toProperty);
    },
    async readOwnerEmails() {
      const owners = [...(await readOwners(true)), ...(await readOwners(false))];
      return new Map(
        owners.flatMap(({ id, email }) => {
          const address = normaliseEmail(email);
          return address === null ? [] : [[id, address] as const];
        }),
      );
    },
  };
}

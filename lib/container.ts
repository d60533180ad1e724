import { openDatabase } from '#lib/db/database.ts';
import { createDirectory } from '#lib/db/directory.ts';
import { createJournalCursor } from '#lib/db/journal-cursor.ts';
import { type TenantLock, takeTenantLock } from '#lib/db/tenant-lock.ts';
import { openTenantStores } from '#lib/db/tenant-stores.ts';
import { createHubspotOAuth, type HubspotOAuth, hubspotScopes } from '#lib/hubspot/connection.ts';
import { createHubspotJournal } from '#lib/hubspot/journal.ts';
import { createPortalLimiter, type PortalLimiter } from '#lib/hubspot/limiter.ts';
import { createHubspot } from '#lib/hubspot/portal.ts';
import { readWebhook } from '#lib/hubspot/webhook-events.ts';
import { systemClock } from '#lib/platform/clock.ts';
import { type Environment, readEnvironment } from '#lib/platform/env.ts';
import { log } from '#lib/platform/log.ts';
import { createMemory, type Memory } from '#lib/platform/memory.ts';
import type { Patience } from '#lib/platform/retry.ts';
import { createFingerprint, createTokenCipher } from '#lib/platform/token-cipher.ts';
import type { Directory } from '#lib/ports/directory.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import type { WebhookDelivery, WebhookReading } from '#lib/ports/webhooks.ts';
import type { HubspotPort, SalesforcePort } from '#lib/ports.ts';
import { type DrainJob, type DrainQueue, openDrainQueue, workDrainQueue } from '#lib/queue.ts';
import { type ApiBudget, createApiBudget } from '#lib/salesforce/api-usage.ts';
import {
  createSalesforceOAuth,
  isAllowedInstanceHost,
  salesforceCallbackPath,
} from '#lib/salesforce/connection.ts';
import { createSalesforce } from '#lib/salesforce/org.ts';
import type { WebhookPorts } from '#lib/services/accept-webhook.ts';
import type { RequestContext, SalesforceLogins } from '#lib/services/context.ts';
import { endAccess } from '#lib/services/end-access.ts';
import type { JournalPorts } from '#lib/services/read-journal.ts';
import type { TenantSession } from '#lib/services/sync-session.ts';
import { createTokenSource } from '#lib/services/token-source.ts';

export type { DrainJob, DrainQueue } from '#lib/queue.ts';

/** The one place where ports meet adapters. */
export type Container = {
  readonly environment: Environment;
  readonly log: typeof log;
  readonly directory: Directory;
  readonly hubspotOAuth: HubspotOAuth;
  readonly hubspotScopes: readonly string[];
  readonly salesforceLogins: SalesforceLogins;
  readonly endAccess: RequestContext['endAccess'];
  openStores(tenantId: string): TenantStores;
  /** `waiting`: a person waits for it, so that failures come within seconds. */
  openSession(tenantId: string, waiting?: Waiting): Promise<TenantSession>;
  /** Has this process read a tenant's schemas anew. */
  forgetSchemas(tenantId: string): void;
  takeTenantLock(tenantId: string): Promise<TenantLock | null>;
  /** For workers: runs `drain` whenever a tenant is woken, `concurrency` tenants at a time. */
  workDrains(
    concurrency: number,
    drain: (job: DrainJob) => Promise<void>,
    followJournal: () => Promise<number>,
  ): Promise<DrainQueue>;
  /** Opened on first use, which takes a while; a process that never wakes a drain holds no connection for it. */
  openQueue(): Promise<DrainQueue>;
  /** Checks one of HubSpot's deliveries and says whom it is about. */
  readWebhook(delivery: WebhookDelivery): WebhookReading;
  readonly webhookPorts: WebhookPorts;
  readonly journalPorts: JournalPorts;
  /** Host of a portal's own screens. */
  hubspotAppUrl(uiDomain: string): string;
};

/** How long the platforms are tried for somebody who waits, and how long one answer may take. */
export type Waiting = { readonly patience: Patience; readonly timeoutMs?: number };

/** Connections to PostgreSQL one process may hold for its queries. */
const poolSize = 10;

export function createContainer(source: Readonly<Record<string, string | undefined>>): Container {
  const environment = readEnvironment(source);
  const cipher = createTokenCipher(environment.TOKEN_ENCRYPTION_KEYS);
  const database = openDatabase(environment.DATABASE_URL, poolSize);
  const hubspotOAuth = createHubspotOAuth({
    apiUrl: environment.HUBSPOT_API_URL,
    appUrl: environment.HUBSPOT_APP_URL ?? 'https://app.hubspot.com',
    clientId: environment.HUBSPOT_CLIENT_ID,
    clientSecret: environment.HUBSPOT_CLIENT_SECRET,
  });
  const salesforceLogins = createSalesforceLogins(environment);
  const directory = createDirectory(database, cipher);
  const schemas = createMemory(systemClock, schemaLifeMs);
  const openStores = (tenantId: string) => openTenantStores(database, cipher, tenantId);
  let queue: Promise<DrainQueue> | null = null;
  const openQueue = () => {
    queue ??= openDrainQueue({ databaseUrl: environment.DATABASE_URL, onError: logQueueError }).catch(
      (error: unknown) => {
        // Kept, one failure at the start would leave every later edit to the sweep.
        queue = null;
        throw error;
      },
    );
    return queue;
  };
  const inboxPorts = {
    directory,
    openStores,
    wakeDrain: async (tenantId: string) => {
      await openQueue()
        .then((opened) => opened.wake(tenantId))
        .catch(logQueueError);
    },
  };
  return {
    environment,
    directory,
    log,
    hubspotOAuth,
    hubspotScopes,
    salesforceLogins,
    endAccess: (platform, tokens) =>
      endAccess(
        {
          hubspot: hubspotOAuth,
          authorizerOf: (loginUrl) => salesforceLogins.authorizerOf(loginUrl ?? salesforceLogins.production),
        },
        platform,
        tokens,
      ),
    openStores,
    openSession: createSessionOpener({ environment, hubspotOAuth, salesforceLogins, openStores, schemas }),
    forgetSchemas: (tenantId) => schemas.forget(`${tenantId}/`),
    takeTenantLock: (tenantId) => takeTenantLock(environment.DATABASE_URL, tenantId),
    workDrains(concurrency, drain, followJournal) {
      queue = workDrainQueue({
        databaseUrl: environment.DATABASE_URL,
        concurrency,
        drain,
        listTenantsWithWork: () => directory.listTenantsWithWork(),
        listTenantsToSweep: () => directory.listTenantsToSweep(),
        followJournal,
        onError: logQueueError,
      });
      return queue;
    },
    openQueue,
    readWebhook: (delivery) => readWebhook(delivery, environment.HUBSPOT_CLIENT_SECRET, systemClock.now()),
    webhookPorts: inboxPorts,
    journalPorts: {
      ...inboxPorts,
      journal: createHubspotJournal({
        apiUrl: environment.HUBSPOT_API_URL,
        clientId: environment.HUBSPOT_CLIENT_ID,
        clientSecret: environment.HUBSPOT_CLIENT_SECRET,
        clock: systemClock,
      }),
      cursor: createJournalCursor(database),
    },
    hubspotAppUrl: (uiDomain) => environment.HUBSPOT_APP_URL ?? `https://${uiDomain}`,
  };
}

function logQueueError(error: Error): void {
  log.error({ err: error }, 'queue');
}

function createSalesforceLogins(environment: Environment): SalesforceLogins {
  return {
    production: environment.SALESFORCE_LOGIN_URL,
    sandbox: environment.SALESFORCE_SANDBOX_LOGIN_URL,
    authorizerOf: (loginUrl) =>
      createSalesforceOAuth({
        loginUrl,
        clientId: environment.SALESFORCE_CLIENT_ID,
        clientSecret: environment.SALESFORCE_CLIENT_SECRET,
        redirectUri: `${environment.APP_URL}${salesforceCallbackPath}`,
      }),
    isAllowedHost: (url) => isAllowedInstanceHost(url, environment.SALESFORCE_INSTANCE_HOSTS),
  };
}

type SessionParts = Pick<Container, 'environment' | 'hubspotOAuth' | 'salesforceLogins' | 'openStores'> & {
  readonly schemas: Memory;
};

/** Limits belong to a portal and to an org, so every session of a tenant in this process shares them. */
function createSessionOpener({
  environment,
  hubspotOAuth,
  salesforceLogins,
  openStores,
  schemas,
}: SessionParts): Container['openSession'] {
  const limits = new Map<string, { limiter: PortalLimiter; budget: ApiBudget }>();
  return async (tenantId, waiting) => {
    const stores = openStores(tenantId);
    const limit = limits.get(tenantId) ?? {
      limiter: createPortalLimiter({ clock: systemClock }),
      budget: createApiBudget(),
    };
    limits.set(tenantId, limit);
    const [connection, fingerprintKey] = await Promise.all([
      stores.connections.read('hubspot'),
      stores.readFingerprintKey(),
    ]);
    const refreshSalesforce = (refreshToken: string, loginUrl: string | null) =>
      salesforceLogins.authorizerOf(loginUrl ?? salesforceLogins.production).refresh(refreshToken);
    return {
      stores,
      clock: systemClock,
      sweepIntervalMs: environment.SWEEP_INTERVAL_SECONDS * 1_000,
      fingerprint: createFingerprint(fingerprintKey),
      hubspot: rememberProperties(
        schemas,
        tenantId,
        createHubspot({
          apiUrl: environment.HUBSPOT_API_URL,
          tokens: createTokenSource(stores.connections, 'hubspot', hubspotOAuth.refresh, systemClock),
          limiter: limit.limiter,
          clock: systemClock,
          appId: connection?.appId ?? null,
          ...waiting,
        }),
      ),
      salesforce: rememberFields(
        schemas,
        tenantId,
        createSalesforce({
          tokens: createTokenSource(stores.connections, 'salesforce', refreshSalesforce, systemClock),
          budget: limit.budget,
          clock: systemClock,
          ...waiting,
        }),
      ),
    };
  };
}

/**
 * Schemas change rarely, and a tenant in use is drained every few seconds: read each time, they would be most of the calls
 * that its edits cost. A change of a schema is known this much later.
 */
const schemaLifeMs = 60_000;

function rememberProperties(memory: Memory, tenantId: string, hubspot: HubspotPort): HubspotPort {
  const { readProperties } = hubspot;
  return { ...hubspot, readProperties: () => memory.remember(`${tenantId}/properties`, readProperties) };
}

function rememberFields(memory: Memory, tenantId: string, salesforce: SalesforcePort): SalesforcePort {
  const describe: SalesforcePort['describe'] = (salesforceType) =>
    memory.remember(`${tenantId}/${salesforceType}`, () => salesforce.describe(salesforceType));
  return { ...salesforce, describe };
}

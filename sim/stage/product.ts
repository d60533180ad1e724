import type { Database } from '#lib/db/database.ts';
import { createDirectory } from '#lib/db/directory.ts';
import { openTenantStores } from '#lib/db/tenant-stores.ts';
import { initialSettings, type SyncSettings } from '#lib/domain/settings.ts';
import { createHubspotOAuth } from '#lib/hubspot/connection.ts';
import { createPortalLimiter, type PortalLimiter } from '#lib/hubspot/limiter.ts';
import { createHubspot } from '#lib/hubspot/portal.ts';
import { createFingerprint, createTokenCipher } from '#lib/platform/token-cipher.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import { type ApiBudget, createApiBudget } from '#lib/salesforce/api-usage.ts';
import { createSalesforceOAuth } from '#lib/salesforce/connection.ts';
import { createSalesforce } from '#lib/salesforce/org.ts';
import type { RequestContext } from '#lib/services/context.ts';
import type { TenantSession } from '#lib/services/sync-session.ts';
import { createTokenSource } from '#lib/services/token-source.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import { createRandom } from '#sandbox/kernel/random.ts';
import type { Org } from '#sandbox/salesforce/world/org.ts';
import { type StoreObserver, takeTurns } from '#sim/machine/turns.ts';
import { type Grant, grantHubspotAgain, hubspotClient, salesforceClient } from './grants.ts';
import { type KeptSchemas, keepSchemas } from './kept-schemas.ts';
import type { World } from './world.ts';

/** Sluice as one portal has installed it, wired as `lib/container.ts` does it, with the world's time and wire. */
export type Product = {
  readonly tenant: number;
  readonly tenantId: string;
  /** The number under which our database knows the account: accounts of other seeds have the same one. */
  readonly portalId: string;
  readonly portal: Portal;
  readonly org: Org;
  readonly stores: TenantStores;
  /** A process that speaks for the tenant: limits are remembered by a process, and end with it. */
  openProcess(): () => Promise<TenantSession>;
  openRequest(session: TenantSession): RequestContext;
  /** Stores what an admin grants anew. */
  reconnectHubspot(): Promise<void>;
};

const cipher = createTokenCipher([{ keyId: 'sim', key: Buffer.alloc(32, 7) }]);
const salesforceApp = { ...salesforceClient, redirectUri: 'http://app.sim/callback' };

let installed = 0;

export async function installProduct(
  world: World,
  db: Database,
  tenant: number,
  seed: number,
  settings: Partial<SyncSettings>,
  observe: StoreObserver,
): Promise<Product> {
  const portal = world.portals[tenant];
  const org = world.orgs[tenant];
  if (portal === undefined || org === undefined) throw new Error(`no tenant ${tenant}`);
  installed += 1;
  const portalId = `${portal.portalId}${String(process.pid % 1_000).padStart(3, '0')}${installed}`;
  const directory = createDirectory(db, cipher);
  const signedIn = await directory.signIn({
    portalId,
    portalName: portal.profile.name,
    uiDomain: portal.profile.uiDomain,
    timeZone: portal.profile.timeZone,
    hubspotUserId: '1',
    email: 'admin@example.com',
  });
  const { tenantId } = signedIn.tenant;
  const bare = openTenantStores(db, cipher, tenantId, world.clock.product);
  const { revision } = await bare.settings.readCurrent();
  const first = { ...initialSettings(), ...settings };
  await bare.settings.save(revision, first, 'admin@example.com');
  await connect(world, bare, tenant);
  const sweepIntervalMs = createRandom(`${seed}/sweeps`).pick([5_000, 20_000, 60_000]);
  const schemas = keepSchemas(world.clock.product);
  const stores = takeTurns(bare, `${seed}/${tenant}`, world.turns, observe);
  const product: Product = {
    tenant,
    tenantId,
    portalId,
    portal,
    org,
    stores,
    reconnectHubspot: () => connectHubspot(world, stores, tenant, grantHubspotAgain(world.hubspot, portal)),
    openProcess: () => openProcess(world, stores, `${seed}/${tenant}`, sweepIntervalMs, schemas),
    openRequest: (session) => ({
      ...session,
      user: signedIn.user,
      directory,
      hubspotAppUrl: (uiDomain) => `https://${uiDomain}`,
      salesforceLogins: {
        production: world.salesforceUrl,
        sandbox: world.salesforceUrl,
        authorizerOf: () => createSalesforceOAuth({ loginUrl: world.salesforceUrl, ...salesforceApp }),
        isAllowedHost: () => true,
      },
      endAccess: async () => {},
      hubspotScopes: [],
      forgetSchemas: () => {},
      wakeDrain: async () => {},
    }),
  };
  return product;
}

function openProcess(
  world: World,
  stores: TenantStores,
  seed: string,
  sweepIntervalMs: number,
  schemas: KeptSchemas,
): () => Promise<TenantSession> {
  const { product: clock } = world.clock;
  const limits: { limiter: PortalLimiter; budget: ApiBudget } = {
    limiter: createPortalLimiter({ clock }),
    budget: createApiBudget(),
  };
  const { next: random } = createRandom(`${seed}/process`);
  const oauth = createHubspotOAuth({
    apiUrl: world.hubspotUrl,
    appUrl: world.hubspotUrl,
    ...hubspotClient,
    clock,
  });
  const salesforceOAuth = createSalesforceOAuth({ loginUrl: world.salesforceUrl, ...salesforceApp, clock });
  const refreshSalesforce = (refreshToken: string) => salesforceOAuth.refresh(refreshToken);
  return async () => {
    const [connection, fingerprintKey] = await Promise.all([
      stores.connections.read('hubspot'),
      stores.readFingerprintKey(),
    ]);
    const hubspot = {
      apiUrl: world.hubspotUrl,
      tokens: createTokenSource(stores.connections, 'hubspot', oauth.refresh, clock),
      limiter: limits.limiter,
      clock,
      appId: connection?.appId ?? null,
      random,
    };
    return {
      stores,
      clock,
      sweepIntervalMs,
      fingerprint: createFingerprint(fingerprintKey),
      hubspot: schemas.ofHubspot(createHubspot(hubspot)),
      salesforce: schemas.ofSalesforce(
        createSalesforce({
          tokens: createTokenSource(stores.connections, 'salesforce', refreshSalesforce, clock),
          budget: limits.budget,
          clock,
          random,
        }),
      ),
    };
  };
}

async function connect(world: World, stores: TenantStores, tenant: number): Promise<void> {
  const granted = world.grants[tenant];
  const organizationId = world.orgs[tenant]?.orgId ?? '';
  if (granted === undefined) throw new Error(`nobody granted anything for tenant ${tenant}`);
  const { hubspot, salesforce } = granted;
  await connectHubspot(world, stores, tenant, hubspot);
  await stores.bindOrganization(organizationId);
  await stores.connections.save({
    platform: 'salesforce',
    accountId: organizationId,
    accountUser: salesforce.user,
    instanceUrl: world.salesforceUrl,
    loginUrl: world.salesforceUrl,
    appId: null,
    grant: salesforce.grant,
  });
}

function connectHubspot(
  world: World,
  { connections }: TenantStores,
  tenant: number,
  { user, grant }: Grant,
): Promise<void> {
  return connections.save({
    platform: 'hubspot',
    accountId: String(world.portals[tenant]?.portalId),
    accountUser: user,
    instanceUrl: null,
    loginUrl: null,
    appId: String(world.hubspot.world.apps[0]?.appId),
    grant,
  });
}

import type { TestTenants } from '#lib/db/tenant.fixtures.ts';
import { openTenantStores } from '#lib/db/tenant-stores.ts';
import { initialSettings } from '#lib/domain/settings.ts';
import { createHubspotOAuth } from '#lib/hubspot/connection.ts';
import { createPortalLimiter } from '#lib/hubspot/limiter.ts';
import { createHubspot } from '#lib/hubspot/portal.ts';
import { codeVerifier, consent, credentials, redirectUri } from '#lib/hubspot/test-consent.ts';
import { type Clock, systemClock } from '#lib/platform/clock.ts';
import { createGrantTokens } from '#lib/platform/test-tokens.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import { createApiBudget } from '#lib/salesforce/api-usage.ts';
import { createSalesforceOAuth } from '#lib/salesforce/connection.ts';
import { createSalesforce } from '#lib/salesforce/org.ts';
import { createHubspotService } from '#sandbox/hubspot/service.ts';
import { createClock } from '#sandbox/kernel/clock.ts';
import { type Listener, listen } from '#sandbox/kernel/listen.ts';
import { createRandom } from '#sandbox/kernel/random.ts';
import { createSalesforceService } from '#sandbox/salesforce/service.ts';
import type { TenantSession } from './sync-session.ts';

const salesforceRedirect = 'http://localhost:3000/api/salesforce/callback';

/** Both sandbox servers on HTTP, their time standing still until a test moves it, and the real adapters before them. */
export async function startSandboxes(tenants: TestTenants) {
  const time = createClock({ mode: 'manual' });
  const listeners: Listener[] = [];
  const hubspot = createHubspotService({
    clock: time,
    random: createRandom('sweeps'),
    baseUrl: () => listeners[0]?.url ?? '',
    app: { ...credentials, redirectUris: [redirectUri] },
  });
  const salesforce = createSalesforceService({
    clock: time,
    random: createRandom('sweeps'),
    baseUrl: () => listeners[1]?.url ?? '',
    redirectUris: [salesforceRedirect],
    ...credentials,
  });
  listeners.push(await listen(hubspot.app, 0, 'port'), await listen(salesforce.app, 0, 'port'));
  const [hubspotUrl = '', salesforceUrl = ''] = listeners.map(({ url }) => url);
  const clock: Clock = {
    now: () => time.now(),
    sleep: (ms, signal) => (signal ? systemClock.sleep(ms, signal) : Promise.resolve(time.advance(ms))),
  };
  const control =
    (url: string) =>
    async (path: string, body: object = {}) => {
      const answer = await fetch(`${url}/_control/${path}`, { method: 'POST', body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.status === 204 ? null : answer.json();
    };
  return {
    time,
    clock,
    hubspotUrl,
    salesforceUrl,
    hubspot,
    salesforce,
    controlHubspot: control(hubspotUrl),
    controlSalesforce: control(salesforceUrl),
    /** Empties both worlds; search knows of a change at once and nobody is limited. */
    async reset() {
      hubspot.reset();
      salesforce.service.reset();
      hubspot.loadScenario('empty');
      salesforce.loadScenario('empty');
      Object.assign(hubspot.world.settings, {
        evaluationLagMs: 0,
        searchLagMs: 0,
        callsPerTenSeconds: null,
        searchesPerSecond: null,
      });
    },
    /** A tenant that joins the portal and the org of this number, first or second. */
    openTenant: (index: number) =>
      openTenant(tenants, clock, { hubspot, salesforce, hubspotUrl, salesforceUrl }, index),
    close: () => Promise.all(listeners.map((listener) => listener.close())),
  };
}

export type Sandboxes = Awaited<ReturnType<typeof startSandboxes>>;

type Servers = {
  readonly hubspot: ReturnType<typeof createHubspotService>;
  readonly salesforce: ReturnType<typeof createSalesforceService>;
  readonly hubspotUrl: string;
  readonly salesforceUrl: string;
};

async function openTenant(tenants: TestTenants, clock: Clock, servers: Servers, index: number) {
  const { hubspotUrl, salesforceUrl } = servers;
  const hubspotOAuth = createHubspotOAuth({ apiUrl: hubspotUrl, appUrl: hubspotUrl, ...credentials });
  const portalId = [...servers.hubspot.world.portals.keys()][index];
  const code = await consent(hubspotOAuth.authorizeUrl, portalId, 'crm.lists.write');
  const hubspotGrant = await hubspotOAuth.exchangeCode({ code, redirectUri, codeVerifier });
  const salesforceOAuth = createSalesforceOAuth({
    loginUrl: salesforceUrl,
    redirectUri: salesforceRedirect,
    ...credentials,
  });
  const org = servers.salesforce.world.orgs()[index];
  const salesforceGrant = await logIn(salesforceOAuth, salesforceUrl, usernameOf(org));
  const { tenantId } = await tenants.openTenant();
  const stores = openTenantStores(tenants.db, tenants.cipher, tenantId, clock);
  const common = { accountUser: 'admin', loginUrl: null, appId: null };
  const instanceUrl = salesforceGrant.instanceUrl;
  await stores.connections.save({
    ...common,
    platform: 'hubspot',
    accountId: String(portalId),
    instanceUrl: null,
    grant: hubspotGrant,
  });
  await stores.connections.save({
    ...common,
    platform: 'salesforce',
    accountId: org?.orgId ?? '',
    instanceUrl,
    grant: salesforceGrant,
  });
  const session: TenantSession = {
    stores,
    clock,
    fingerprint: (canonical) => canonical ?? '',
    sweepIntervalMs: 60_000,
    hubspot: createHubspot({
      apiUrl: hubspotUrl,
      tokens: createGrantTokens(hubspotGrant, hubspotOAuth.refresh),
      limiter: createPortalLimiter({ clock }),
      clock,
      appId: null,
      timeoutMs: 10_000,
    }),
    salesforce: createSalesforce({
      tokens: createGrantTokens(salesforceGrant, salesforceOAuth.refresh),
      budget: createApiBudget(),
      clock,
    }),
  };
  const portal = servers.hubspot.world.portals.get(portalId ?? 0);
  if (portal === undefined || org === undefined) throw new Error('the sandbox has two of each');
  const callHubspot = callAs(hubspotUrl, () => hubspotOAuth.refresh(hubspotGrant.refreshToken));
  const callSalesforce = callAs(salesforceUrl, () => salesforceOAuth.refresh(salesforceGrant.refreshToken));
  return {
    session,
    stores,
    portal,
    org,
    callSalesforce,
    /** An active list of everybody in Torino. */
    makeTorinoList: () => makeList(callHubspot, 'city', 'IS_EQUAL_TO', 'Torino'),
    /** An active list of everybody with an address of this domain. */
    makeDomainList: (domain: string) => makeList(callHubspot, 'email', 'CONTAINS', `@${domain}`),
    callHubspot,
    chooseList: (listId: string | null) => chooseList(stores, listId),
  };
}

let lists = 0;

async function makeList(
  callHubspot: PersonCall,
  property: string,
  operator: string,
  value: string,
): Promise<string> {
  lists += 1;
  const filter = {
    filterType: 'PROPERTY',
    property,
    operation: {
      operationType: 'MULTISTRING',
      operator,
      values: [value],
      includeObjectsWithNoValueSet: false,
    },
  };
  const branch = { filterBranchType: 'AND', filterBranches: [], filters: [filter] };
  const { list } = await callHubspot('POST', '/crm/lists/2026-09', {
    name: `${value} ${lists}`,
    objectTypeId: '0-1',
    processingType: 'DYNAMIC',
    filterBranch: { filterBranchType: 'OR', filterBranches: [branch], filters: [] },
  });
  return String(list.listId);
}

export type SandboxTenant = Awaited<ReturnType<typeof openTenant>>;

async function chooseList(stores: TenantStores, listId: string | null): Promise<void> {
  const { revision, settings } = await stores.settings.readCurrent();
  const inclusionList = listId === null ? null : { listId, name: `List ${listId}` };
  const next = { ...(revision === 0 ? initialSettings() : settings), inclusionList };
  await stores.settings.save(revision, next, 'admin');
}

/** What a person or another app does, each time with a token of its own. */
function callAs(url: string, refresh: () => Promise<{ accessToken: string }>) {
  return async (method: string, path: string, body?: object) => {
    const { accessToken } = await refresh();
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.status === 204 ? null : answer.json();
  };
}

type PersonCall = ReturnType<typeof callAs>;

type Org = ReturnType<Servers['salesforce']['world']['orgs']>[number];

function usernameOf(org: Org | undefined): string {
  const users = [...(org?.tableOf('User').rows() ?? [])];
  return String(users.find(({ IsActive }) => IsActive !== false)?.Username);
}

/** Logs in and allows, as a person would in the browser. */
async function logIn(oauth: ReturnType<typeof createSalesforceOAuth>, url: string, username: string) {
  const verifier = oauth.createVerifier();
  const post = (address: string, fields: Record<string, string>) =>
    fetch(new URL(address, url), { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });
  const authorizeUrl = oauth.authorizeUrl({ state: 's', codeVerifier: verifier });
  const authorize = new URL(authorizeUrl).search.slice(1);
  const approval = (await post('/login', { authorize, username })).headers.get('location') ?? '';
  const source = new URL(approval, url).searchParams.get('source') ?? '';
  const answer = await post(approval, { source, decision: 'allow' });
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
  return oauth.exchangeCode({ code, codeVerifier: verifier });
}

import { createHash } from 'node:crypto';
import type { Container } from '#lib/container.ts';
import { installPortal } from '#lib/services/install-portal.ts';

export type Addresses = {
  readonly appUrl: string;
  readonly appPort: number;
  readonly hubspotUrl: string;
  readonly salesforceUrl: string;
};

const codeVerifier = 'a-verifier-of-more-than-forty-three-characters-0123';

/** The first portal and the first org, joined as a person would in the browser. Answers the tenant's id. */
export async function connectTenant(container: Container, addresses: Addresses): Promise<string> {
  const redirectUri = `${addresses.appUrl}/api/auth/callback/hubspot`;
  const code = await consentHubspot(container, addresses, redirectUri);
  const grant = await container.hubspotOAuth.exchangeCode({ code, redirectUri, codeVerifier });
  const installation = await installPortal(
    {
      authorizer: container.hubspotOAuth,
      directory: container.directory,
      requiredScopes: container.hubspotScopes,
      openStores: container.openStores,
      wakeDrain: async () => {},
    },
    grant,
    null,
  );
  if (installation.kind !== 'installed') throw new Error(`not installed: ${installation.kind}`);
  await connectSalesforce(container, addresses, installation.tenantId);
  return installation.tenantId;
}

async function consentHubspot(
  { hubspotOAuth, hubspotScopes, environment }: Container,
  { hubspotUrl }: Addresses,
  redirectUri: string,
): Promise<string> {
  const { portals } = await (await fetch(`${hubspotUrl}/_control/portals`)).json();
  const query = new URLSearchParams({
    client_id: environment.HUBSPOT_CLIENT_ID,
    redirect_uri: redirectUri,
    scope: hubspotScopes.join(' '),
    optional_scope: 'crm.lists.write',
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const body = new URLSearchParams({ decision: 'connect', portalId: String(portals[0].portalId) });
  const answer = await fetch(`${hubspotOAuth.authorizeUrl}?${query}`, {
    method: 'POST',
    body,
    redirect: 'manual',
  });
  return codeOf(answer);
}

async function connectSalesforce(
  { salesforceLogins, openStores }: Container,
  { salesforceUrl }: Addresses,
  tenantId: string,
): Promise<void> {
  const stores = openStores(tenantId);
  const loginUrl = salesforceLogins.production;
  const authorizer = salesforceLogins.authorizerOf(loginUrl);
  const verifier = authorizer.createVerifier();
  const post = (address: string, fields: Record<string, string>) =>
    fetch(new URL(address, salesforceUrl), {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(fields),
    });
  const authorize = new URL(authorizer.authorizeUrl({ state: 's', codeVerifier: verifier })).search.slice(1);
  const { orgs } = await (await fetch(`${salesforceUrl}/_control/orgs`)).json();
  const username = String(orgs[0].users.find((user: { IsActive?: boolean }) => user.IsActive)?.Username);
  const approval = (await post('/login', { authorize, username })).headers.get('location') ?? '';
  const source = new URL(approval, salesforceUrl).searchParams.get('source') ?? '';
  const code = codeOf(await post(approval, { source, decision: 'allow' }));
  const {
    instanceUrl,
    identityUrl: _,
    ...grant
  } = await authorizer.exchangeCode({
    code,
    codeVerifier: verifier,
  });
  await stores.bindOrganization(orgs[0].orgId);
  await stores.connections.save({
    platform: 'salesforce',
    accountId: orgs[0].orgId,
    accountUser: username,
    instanceUrl,
    loginUrl,
    appId: null,
    grant,
  });
}

function codeOf(answer: Response): string {
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code');
  if (code === null) throw new Error('no code came back from a consent page');
  return code;
}

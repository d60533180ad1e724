import type { AuthOptions, User } from 'next-auth';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import type { Container } from '#lib/container.ts';
import type { Session } from '#lib/http/session.ts';
import { hubspotScopes } from '#lib/hubspot/connection.ts';
import { ProviderFailure, type TokenGrant } from '#lib/ports.ts';
import { installPortal } from '#lib/services/install-portal.ts';

/** Endings of a sign-in that have a text of their own on the sign-in page. */
export type SignInProblem =
  | 'denied'
  | 'missing_scopes'
  | 'expired_code'
  | 'wrong_account'
  | 'invalid_state'
  | 'configuration'
  | 'hubspot_unavailable'
  | 'unknown';

/** What a sign-in brought, handed from next-auth's user-info step to its callbacks. */
type SignInReading =
  | {
      readonly kind: 'installed';
      readonly tenantId: string;
      readonly hubspotUserId: string;
      readonly email: string;
    }
  | { readonly kind: 'problem'; readonly problem: SignInProblem; readonly scopes: string };

type SignInUser = User & { readonly reading: SignInReading };

const sessionSeconds = 12 * 60 * 60;

/**
 * next-auth with HubSpot as its one provider: signing in is installing.
 *
 * @param session the session the browser already has; whoever is signed in to one portal can only reconnect it.
 */
export function createAuthOptions(container: Container, session: Session | null): AuthOptions {
  return {
    secret: container.environment.NEXTAUTH_SECRET,
    useSecureCookies: container.environment.APP_URL.startsWith('https:'),
    session: { strategy: 'jwt', maxAge: sessionSeconds },
    pages: { signIn: '/signin', error: '/signin' },
    providers: [createHubspotProvider(container, session)],
    callbacks: {
      signIn({ user }) {
        const { reading } = user as SignInUser;
        if (reading.kind === 'installed') return true;
        const { problem, scopes } = reading;
        return `/signin?${new URLSearchParams(scopes === '' ? { problem } : { problem, scopes })}`;
      },
      jwt({ token, user }) {
        const reading = (user as SignInUser | undefined)?.reading;
        if (reading?.kind !== 'installed') return token;
        return { tenantId: reading.tenantId, hubspotUserId: reading.hubspotUserId, email: reading.email };
      },
      redirect({ url, baseUrl }) {
        return new URL(url, baseUrl).origin === baseUrl ? url : baseUrl;
      },
    },
  };
}

function createHubspotProvider(container: Container, session: Session | null): OAuthConfig<SignInReading> {
  const { environment, hubspotOAuth } = container;
  let grant: TokenGrant | ProviderFailure | null = null;
  return {
    id: 'hubspot',
    name: 'HubSpot',
    type: 'oauth',
    clientId: environment.HUBSPOT_CLIENT_ID,
    clientSecret: environment.HUBSPOT_CLIENT_SECRET,
    checks: ['state', 'pkce'],
    authorization: { url: hubspotOAuth.authorizeUrl, params: { scope: hubspotScopes.join(' ') } },
    token: {
      async request({ params, checks, provider }) {
        // next-auth compares the state only where it exchanges the code itself.
        if (checks.state === undefined || params.state !== checks.state) throw new Error('state mismatch');
        grant = await hubspotOAuth
          .exchangeCode({
            code: params.code ?? '',
            redirectUri: provider.callbackUrl,
            codeVerifier: checks.code_verifier ?? '',
          })
          .catch(asProviderFailure);
        // The grant goes to the portal's connection, never into next-auth's own account object.
        return { tokens: {} };
      },
    },
    userinfo: {
      request: async () => ({ sub: 'hubspot', reading: await readSignIn(container, session, grant) }),
    },
    profile: (profile) => toUser((profile as unknown as { reading: SignInReading }).reading),
  };
}

function toUser(reading: SignInReading): SignInUser {
  return { id: reading.kind === 'installed' ? reading.hubspotUserId : 'nobody', reading };
}

async function readSignIn(
  container: Container,
  session: Session | null,
  grant: TokenGrant | ProviderFailure | null,
): Promise<SignInReading> {
  if (grant === null) return problem('unknown');
  if (grant instanceof ProviderFailure) return problem(problemOf(grant));
  const ports = {
    authorizer: container.hubspotOAuth,
    directory: container.directory,
    requiredScopes: hubspotScopes,
    openStores: container.openStores,
    wakeDrain: async (tenantId: string) => (await container.openQueue()).wake(tenantId),
  };
  const installation = await installPortal(ports, grant, session?.tenantId ?? null).catch(asProviderFailure);
  if (installation instanceof ProviderFailure) return problem(problemOf(installation));
  switch (installation.kind) {
    case 'installed': {
      const { hubspotUserId, email } = installation.user;
      return { kind: 'installed', tenantId: installation.tenantId, hubspotUserId, email };
    }
    case 'missing_scopes':
      return problem('missing_scopes', installation.scopes);
    case 'wrong_account':
      return problem('wrong_account');
  }
}

function problem(code: SignInProblem, scopes: readonly string[] = []): SignInReading {
  return { kind: 'problem', problem: code, scopes: scopes.join(',') };
}

function problemOf({ kind, code, missingPermissions }: ProviderFailure): SignInProblem {
  if (kind === 'unavailable' || kind === 'rate_limited') return 'hubspot_unavailable';
  if (code === 'BAD_AUTH_CODE' || kind === 'auth_expired') return 'expired_code';
  return missingPermissions.length > 0 ? 'missing_scopes' : 'configuration';
}

function asProviderFailure(error: unknown): ProviderFailure {
  if (error instanceof ProviderFailure) return error;
  throw error;
}

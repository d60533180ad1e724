import type { AuthOptions, User } from 'next-auth';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import type { Container } from '#lib/container.ts';
import type { Session } from '#lib/http/session.ts';
import { type SignInReading, signInWithHubspot } from '#lib/services/sign-in.ts';

type SignInUser = User & { readonly reading: SignInReading };

const sessionSeconds = 12 * 60 * 60;

/**
 * next-auth with HubSpot as its one provider: signing in is installing. Made anew for every request.
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
        const scopes = reading.scopes.join(',');
        return `/signin?${new URLSearchParams({ problem: reading.problem, ...(scopes !== '' && { scopes }) })}`;
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
  const { environment, hubspotOAuth, hubspotScopes } = container;
  let reading: SignInReading = { kind: 'problem', problem: 'unknown', scopes: [] };
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
        const ports = {
          authorizer: hubspotOAuth,
          directory: container.directory,
          requiredScopes: hubspotScopes,
          openStores: container.openStores,
          wakeDrain: async (tenantId: string) => (await container.openQueue()).wake(tenantId),
        };
        const callback = {
          code: params.code ?? '',
          redirectUri: provider.callbackUrl,
          codeVerifier: checks.code_verifier ?? '',
        };
        reading = await signInWithHubspot(ports, callback, session?.tenantId ?? null);
        // The tokens are with the portal's connection already, and never in next-auth's own account object.
        return { tokens: {} };
      },
    },
    userinfo: { request: async () => ({ sub: 'hubspot' }) },
    profile: (): SignInUser => ({
      id: reading.kind === 'installed' ? reading.hubspotUserId : 'nobody',
      reading,
    }),
  };
}

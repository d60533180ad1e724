import { randomBytes } from 'node:crypto';
import { OAuth2 } from 'jsforce';
import { z } from 'zod';
import { type Clock, systemClock } from '#lib/platform/clock.ts';
import { exchange, type HttpAnswer } from '#lib/platform/http-exchange.ts';
import { parseJson } from '#lib/platform/json.ts';
import { ProviderFailure, type TokenGrant } from '#lib/ports.ts';
import { classifyAnswer, classifyFault, classifyGrantAnswer, unreadableAnswer } from './failures.ts';
import { BufferedTransport } from './transport.ts';

export { isAllowedInstanceHost } from './instance-host.ts';

export const salesforceCallbackPath = '/api/salesforce/callback';
export const salesforceScopes = ['api', 'refresh_token', 'id'] as const;
export const salesforceApiVersion = '67.0';

export type SalesforceGrant = TokenGrant & { readonly instanceUrl: string };

export type SalesforceIdentity = {
  readonly organizationId: string;
  readonly userId: string;
  readonly username: string;
  readonly email: string;
};

export type SalesforceOAuth = {
  /** A fresh PKCE verifier of 64 characters, to be kept until the callback. */
  createVerifier(): string;
  authorizeUrl(request: { state: string; codeVerifier: string }): string;
  exchangeCode(request: {
    code: string;
    codeVerifier: string;
  }): Promise<SalesforceGrant & { readonly identityUrl: string }>;
  /**
   * The grant's refresh token replaces the one that was given: with rotation on, using an old one again
   * makes Salesforce revoke everything.
   */
  refresh(refreshToken: string): Promise<SalesforceGrant>;
  readIdentity(request: {
    instanceUrl: string;
    accessToken: string;
    identityUrl: string;
  }): Promise<SalesforceIdentity>;
  /** Ends the refresh token and its access tokens. */
  revoke(refreshToken: string): Promise<void>;
};

const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  instance_url: z.url(),
  id: z.url(),
  scope: z.string().catch(''),
});

const identitySchema = z.object({
  organization_id: z.string(),
  user_id: z.string(),
  username: z.string(),
  email: z.string(),
});

/** Identity addresses point here whatever host the person logged in through. */
const sharedLoginOrigins = ['https://login.salesforce.com', 'https://test.salesforce.com'];

export type SalesforceOAuthOptions = {
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly clock?: Clock;
  readonly timeoutMs?: number;
};

/**
 * Every call fails with a `ProviderFailure`: `auth_expired` when the person has to connect again (revoked,
 * rotated out, inactive user, address not allowed), `rejected` for a bad code or a fault of our
 * configuration, `rate_limited` or `unavailable` for everything that passes, a refresh running elsewhere
 * (`token_request_in_progress`) included.
 */
export function createSalesforceOAuth(options: SalesforceOAuthOptions): SalesforceOAuth {
  const { loginUrl, clientId, clientSecret, redirectUri, clock = systemClock, timeoutMs = 20_000 } = options;

  /** One instance per call: a verifier left in it would be sent with every later request. */
  function createClient(grant: 'code' | 'refresh'): OAuth2 {
    const client = new OAuth2({ loginUrl, clientId, clientSecret, redirectUri });
    const inspect = (answer: HttpAnswer) => {
      if (answer.status >= 300) throw classifyGrantAnswer(answer, grant);
    };
    client._transport = new BufferedTransport({ clock, timeoutMs, inspect });
    return client;
  }

  async function requestGrant(request: Promise<unknown>) {
    const answer = await request.catch((error: unknown) => {
      throw classifyFault(error, 'write');
    });
    return readShape(tokenSchema, answer, 'write');
  }

  return {
    createVerifier: () => randomBytes(48).toString('base64url'),
    authorizeUrl({ state, codeVerifier }) {
      const client = createClient('code');
      client.codeVerifier = codeVerifier;
      const scope = salesforceScopes.join(' ');
      return client.getAuthorizationUrl({ state, scope, code_challenge_method: 'S256' });
    },
    async exchangeCode({ code, codeVerifier }) {
      const client = createClient('code');
      client.codeVerifier = codeVerifier;
      const answer = await requestGrant(client.requestToken(code));
      if (answer.refresh_token === undefined) throw noRefreshToken();
      return { ...toGrant(answer, answer.refresh_token), identityUrl: answer.id };
    },
    async refresh(refreshToken) {
      const answer = await requestGrant(createClient('refresh').refreshToken(refreshToken));
      return toGrant(answer, answer.refresh_token ?? refreshToken);
    },
    async readIdentity({ instanceUrl, accessToken, identityUrl }) {
      const trusted = [new URL(loginUrl).origin, new URL(instanceUrl).origin, ...sharedLoginOrigins];
      if (!trusted.includes(new URL(identityUrl).origin)) throw untrustedIdentityHost();
      const headers = { Authorization: `Bearer ${accessToken}`, Accept: 'application/json' };
      const answer = await exchange((signal) => fetch(identityUrl, { headers, redirect: 'manual', signal }), {
        clock,
        timeoutMs,
      }).catch((error: unknown) => {
        throw classifyFault(error, 'read');
      });
      if (answer.status >= 300) throw classifyAnswer(answer, 'read', null);
      const identity = readShape(identitySchema, parseJson(answer.body), 'read');
      return {
        organizationId: identity.organization_id,
        userId: identity.user_id,
        username: identity.username,
        email: identity.email,
      };
    },
    async revoke(refreshToken) {
      await createClient('refresh')
        .revokeToken(refreshToken)
        .catch((error: unknown) => {
          throw classifyFault(error, 'write');
        });
    },
  };
}

function toGrant(answer: z.infer<typeof tokenSchema>, refreshToken: string): SalesforceGrant {
  return {
    accessToken: answer.access_token,
    refreshToken,
    // Salesforce names no expiry: a session ends by its policy, by default after two idle hours.
    expiresAt: null,
    scopes: answer.scope.split(' ').filter((scope) => scope !== ''),
    instanceUrl: answer.instance_url,
  };
}

function readShape<T>(schema: z.ZodType<T>, value: unknown, effect: 'read' | 'write'): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw unreadableAnswer(effect, parsed.error);
  return parsed.data;
}

function noRefreshToken(): ProviderFailure {
  return new ProviderFailure({
    platform: 'salesforce',
    kind: 'rejected',
    code: 'REFRESH_TOKEN_MISSING',
    message: 'the app may not perform requests at any time',
    missingPermissions: ['refresh_token'],
  });
}

function untrustedIdentityHost(): ProviderFailure {
  return new ProviderFailure({
    platform: 'salesforce',
    kind: 'rejected',
    code: 'IDENTITY_HOST_REFUSED',
    message: 'the identity address is not on a Salesforce login host',
  });
}

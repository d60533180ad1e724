import { z } from 'zod';
import { type Clock, systemClock } from '#lib/platform/clock.ts';
import { parseJson } from '#lib/platform/json.ts';
import { type HubspotAccount, ProviderFailure, type TokenGrant } from '#lib/ports.ts';
import { classifyAnswer, classifyFault, unreadableAnswer } from './failures.ts';
import { toAccount } from './mapper.ts';
import { hubspotPaths } from './paths.ts';
import { accountSchema } from './schemas.ts';
import { type HubspotRequest, sendToHubspot } from './send.ts';

export { hubspotPaths };

/** Exactly what the product uses; certification refuses an app that asks for more. */
export const hubspotScopes = [
  'oauth',
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.schemas.contacts.read',
  'crm.lists.read',
  'crm.objects.owners.read',
] as const;

export const hubspotCallbackPath = '/api/auth/callback/hubspot';

/** `null` where HubSpot left a field out of the token answer: introspection names it. */
export type HubspotGrant = TokenGrant & { readonly portalId: string | null; readonly userId: string | null };

/** Whom an access token belongs to. */
export type HubspotTokenReading =
  | { readonly isActive: false }
  | {
      readonly isActive: true;
      readonly portalId: string;
      /** The customer's website domain, the only name HubSpot gives for a portal. */
      readonly portalName: string;
      readonly userId: string;
      readonly userEmail: string;
      readonly appId: string;
      readonly scopes: readonly string[];
    };

export type HubspotOAuth = {
  /** Address of the consent page, without its query. */
  readonly authorizeUrl: string;
  exchangeCode(request: { code: string; redirectUri: string; codeVerifier: string }): Promise<HubspotGrant>;
  refresh(refreshToken: string): Promise<TokenGrant>;
  introspect(accessToken: string): Promise<HubspotTokenReading>;
  readAccount(accessToken: string): Promise<HubspotAccount>;
  /** Takes the app out of the portal; HubSpot tells its admins by e-mail. */
  uninstall(accessToken: string): Promise<void>;
  /** Ends the refresh token; an access token already handed out lives on for up to 30 minutes. */
  revoke(refreshToken: string): Promise<void>;
};

const idSchema = z.union([z.string(), z.number()]).transform(String);

const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number(),
  scopes: z.array(z.string()).optional(),
  hub_id: idSchema.optional(),
  user_id: idSchema.optional(),
});

const introspectionSchema = z.discriminatedUnion('active', [
  z.object({ active: z.literal(false) }),
  z.object({
    active: z.literal(true),
    hub_id: idSchema,
    hub_domain: z.string().optional(),
    user_id: idSchema,
    user: z.string(),
    app_id: idSchema,
    scopes: z.array(z.string()).catch([]),
  }),
]);

const tokenErrorSchema = z.object({
  status: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
});

/** Refusals that only the customer can lift, by connecting again. Faults of our own configuration are not here. */
const endedGrantCodes: ReadonlySet<string> = new Set(['BAD_REFRESH_TOKEN', 'BAD_HUB', 'invalid_grant']);

export type HubspotOAuthOptions = {
  readonly apiUrl: string;
  readonly appUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clock?: Clock;
  readonly timeoutMs?: number;
};

/**
 * Every call fails with a `ProviderFailure`: `auth_expired` when the grant is gone (revoked, uninstalled),
 * `rejected` with HubSpot's own code for a bad code or for a fault of our configuration, which must never
 * disconnect a customer, `rate_limited` or `unavailable` for everything that passes.
 */
export function createHubspotOAuth(options: HubspotOAuthOptions): HubspotOAuth {
  const { apiUrl, clientId, clientSecret, clock = systemClock, timeoutMs = 20_000 } = options;
  const client = { client_id: clientId, client_secret: clientSecret };

  async function send(request: HubspotRequest, accessToken: string | null) {
    try {
      return await sendToHubspot(request, { apiUrl, accessToken, clock, timeoutMs });
    } catch (error) {
      throw classifyFault(error, 'write');
    }
  }

  async function postForm<T>(path: string, form: Record<string, string>, schema: z.ZodType<T>): Promise<T> {
    const answer = await send({ method: 'POST', path, form: { ...client, ...form } }, null);
    if (answer.status >= 300) throw classifyTokenRefusal(answer, form.grant_type === 'refresh_token');
    return readAnswer(answer.body, schema);
  }

  async function requestGrant(form: Record<string, string>): Promise<HubspotGrant> {
    const answer = await postForm(hubspotPaths.token, form, tokenSchema);
    return {
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token,
      expiresAt: new Date(clock.now() + answer.expires_in * 1_000).toISOString(),
      scopes: answer.scopes ?? [],
      portalId: answer.hub_id ?? null,
      userId: answer.user_id ?? null,
    };
  }

  return {
    authorizeUrl: `${options.appUrl}${hubspotPaths.authorize}`,
    exchangeCode: ({ code, redirectUri, codeVerifier }) =>
      requestGrant({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: codeVerifier,
      }),
    refresh: (refreshToken) => requestGrant({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    async introspect(accessToken) {
      const form = { token: accessToken, token_type_hint: 'access_token' };
      const reading = await postForm(hubspotPaths.introspect, form, introspectionSchema);
      if (!reading.active) return { isActive: false };
      return {
        isActive: true,
        portalId: reading.hub_id,
        portalName: reading.hub_domain ?? reading.hub_id,
        userId: reading.user_id,
        userEmail: reading.user,
        appId: reading.app_id,
        scopes: reading.scopes,
      };
    },
    async readAccount(accessToken) {
      const answer = await send({ method: 'GET', path: hubspotPaths.accountDetails }, accessToken);
      if (answer.status >= 300) throw classifyAnswer(answer, 'read');
      return toAccount(readAnswer(answer.body, accountSchema));
    },
    async uninstall(accessToken) {
      const answer = await send({ method: 'DELETE', path: hubspotPaths.externalInstall }, accessToken);
      if (answer.status >= 300) throw classifyAnswer(answer, 'write');
    },
    async revoke(refreshToken) {
      const form = { token: refreshToken, token_type_hint: 'refresh_token' };
      await postForm(hubspotPaths.revoke, form, z.unknown());
    },
  };
}

function classifyTokenRefusal(
  answer: Parameters<typeof classifyAnswer>[0],
  isRefresh: boolean,
): ProviderFailure {
  const general = classifyAnswer(answer, 'write');
  if (general.kind === 'rate_limited' || general.kind === 'unavailable') return general;
  const body = tokenErrorSchema.safeParse(parseJson(answer.body)).data ?? {};
  const codes = [body.status, body.error].filter((code) => code !== undefined);
  const isEnded = isRefresh && codes.some((code) => endedGrantCodes.has(code));
  return new ProviderFailure({
    platform: 'hubspot',
    kind: isEnded ? 'auth_expired' : 'rejected',
    code: codes[0] ?? `HTTP_${answer.status}`,
    message: body.message ?? `HTTP ${answer.status}`,
  });
}

function readAnswer<T>(body: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseJson(body));
  if (!parsed.success) throw unreadableAnswer('write', parsed.error);
  return parsed.data;
}

import type { Context, Handler } from 'hono';
import type { ChangeSource } from '#sandbox/hubspot/contacts/changes.ts';
import type { AccessToken, Installation } from '#sandbox/hubspot/oauth/grants.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import type { World } from '#sandbox/hubspot/world.ts';
import {
  expiredCredentials,
  HubspotError,
  missingScopes,
  noCredentials,
  rateLimitReached,
  validationError,
} from './errors.ts';

/** One authenticated call: whose portal it is about and what was sent. */
export interface ApiCall {
  c: Context;
  world: World;
  portal: Portal;
  installation: Installation;
  /** How a change by this call appears in property history. */
  source: ChangeSource;
}

export interface EndpointRules {
  /** The call needs at least one of these scopes. */
  scopes: readonly string[];
  /** Search has a limit of its own and shows no rate-limit headers. */
  limit?: 'calls' | 'searches';
}

/** Wraps a route: authentication, rate limit, scopes, in HubSpot's order. */
export function endpoint(
  world: World,
  rules: EndpointRules,
  handle: (call: ApiCall) => Response | Promise<Response>,
): Handler {
  return async (c) => {
    const { installation, scopes } = authenticate(world, c);
    const portal = world.portals.get(installation.portalId);
    if (!portal) throw noCredentials();
    takeCall(world, c, installation, rules.limit ?? 'calls');
    if (rules.limit !== 'searches') takeDailyCall(world, c, portal);
    const isGranted = rules.scopes.some((scope) => scopes.includes(scope) && !portal.deniedScopes.has(scope));
    if (!isGranted) throw missingScopes(rules.scopes.slice(0, 1));
    const { appId, name } = installation.app;
    const source: ChangeSource = { sourceType: 'INTEGRATION', sourceId: String(appId), sourceLabel: name };
    return handle({ c, world, portal, installation, source });
  };
}

function authenticate(world: World, c: Context): AccessToken & { installation: Installation } {
  const bearer = /^Bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const accessToken = bearer === undefined ? undefined : world.grants.accessTokens.get(bearer);
  const installation = accessToken?.installation;
  if (!accessToken || !installation) throw noCredentials();
  const now = world.clock.now();
  if (accessToken.expiresAt <= now) throw expiredCredentials(accessToken.expiresAt, now);
  return { ...accessToken, installation };
}

function takeCall(world: World, c: Context, installation: Installation, kind: 'calls' | 'searches'): void {
  const { settings, limits } = world;
  if (kind === 'searches') {
    const { isAllowed } = limits.searches.take(String(installation.portalId), settings.searchesPerSecond);
    if (!isAllowed) throw rateLimitReached('SECONDLY');
    return;
  }
  const limit = settings.callsPerTenSeconds;
  const { isAllowed, remaining } = limits.calls.take(
    `${installation.app.appId}/${installation.portalId}`,
    limit,
  );
  c.header('X-HubSpot-RateLimit-Max', String(limit ?? 1_000_000));
  c.header('X-HubSpot-RateLimit-Remaining', String(limit === null ? 1_000_000 : remaining));
  c.header('X-HubSpot-RateLimit-Interval-Milliseconds', '10000');
  if (!isAllowed) throw rateLimitReached('TEN_SECONDLY_ROLLING');
}

function takeDailyCall({ settings, limits }: World, c: Context, { portalId, profile }: Portal): void {
  const limit = settings.callsPerDay;
  if (limit === null) return;
  const { isAllowed, remaining } = limits.daily.take(String(portalId), limit, profile.utcOffsetMilliseconds);
  c.header('X-HubSpot-RateLimit-Daily', String(limit));
  c.header('X-HubSpot-RateLimit-Daily-Remaining', String(remaining));
  if (!isAllowed) throw rateLimitReached('DAILY');
}

/** The JSON object sent as body; 400 and 415 are what HubSpot answers to anything else. */
export async function readJsonObject(c: Context): Promise<Record<string, unknown>> {
  const body = await readJson(c);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidJson('Cannot deserialize the body: an object is expected.');
  }
  return body as Record<string, unknown>;
}

export async function readJson(c: Context): Promise<unknown> {
  const contentType = c.req.header('content-type') ?? '';
  if (!contentType.toLowerCase().startsWith('application/json')) {
    throw new HubspotError(415, { message: `HTTP 415 Unsupported Media Type`, category: 'VALIDATION_ERROR' });
  }
  try {
    return JSON.parse(await c.req.text());
  } catch (error) {
    throw invalidJson(error instanceof Error ? error.message : 'Unexpected end of input');
  }
}

export function invalidJson(reason: string): HubspotError {
  return validationError(`Invalid input JSON on line 1, column 1: ${reason}`);
}

/** A whole-number query parameter between 1 and `max`; 400 outside. */
export function readLimit(c: Context, fallback: number, max: number): number {
  const text = c.req.query('limit');
  if (text === undefined || text === '') return fallback;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > max) {
    throw validationError(`Invalid limit: ${text}. The limit must be between 1 and ${max}.`, {
      errors: [{ message: `limit must be between 1 and ${max}`, in: 'limit' }],
    });
  }
  return limit;
}

/** Repeated (`a=1&a=2`) and comma-separated values of one query parameter. */
export function readList(c: Context, name: string): string[] {
  return (c.req.queries(name) ?? []).flatMap((value) => value.split(',')).filter((value) => value !== '');
}

export function readBoolean(c: Context, name: string): boolean {
  return c.req.query(name) === 'true';
}

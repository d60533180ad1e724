import type { App } from '#sandbox/hubspot/apps.ts';
import type { Portal, PortalUser } from '#sandbox/hubspot/portal.ts';
import type { World } from '#sandbox/hubspot/world.ts';
import type { AuthorizationCode } from './grants.ts';

/** An installation link that holds water. */
export interface AuthorizationRequest {
  app: App;
  redirectUri: string;
  scopes: string[];
  state: string | undefined;
  challenge?: AuthorizationCode['challenge'];
  portals: Portal[];
}

export type ReadRequest = { request: AuthorizationRequest } | { problem: string };

/**
 * Checks an installation link. A link with a problem never redirects, because its redirect address is not to be
 * trusted either: HubSpot shows a page.
 */
export function readAuthorizationRequest(
  world: World,
  query: URLSearchParams,
  portalId?: string,
): ReadRequest {
  const problem = (text: string): ReadRequest => ({ problem: text });
  const app = world.apps.find(({ clientId }) => clientId === query.get('client_id'));
  if (!app) {
    return problem(
      "We couldn't find the app you're trying to connect. The link is missing a client ID or has an unknown one.",
    );
  }
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!app.redirectUris.includes(redirectUri)) {
    return problem(
      "The redirect URL in this link doesn't match a redirect URL of the app. It must be exactly the same.",
    );
  }
  const asked = splitScopes(query.get('scope'));
  const optional = splitScopes(query.get('optional_scope'));
  const missing = app.requiredScopes.filter((scope) => !asked.includes(scope));
  const configured = [...app.requiredScopes, ...app.optionalScopes];
  const unknown = [...asked, ...optional].filter((scope) => !configured.includes(scope));
  if (missing.length > 0 || unknown.length > 0) {
    return problem(describeMismatch(missing, unknown));
  }
  const challenge = readChallenge(query);
  if (challenge === 'invalid') return problem('The code challenge method in this link is not supported.');
  const portals = [...world.portals.values()].filter(
    (portal) => portal.isActive && (portalId === undefined || String(portal.portalId) === portalId),
  );
  if (portals.length === 0) return problem("You don't have access to this account, or it doesn't exist.");
  return {
    request: {
      app,
      redirectUri,
      scopes: [...new Set(['oauth', ...asked, ...optional])],
      state: query.get('state') ?? undefined,
      ...(challenge ? { challenge } : {}),
      portals,
    },
  };
}

/** Installs the app as this user of the account and returns where the browser goes next. */
export function grantAuthorization(
  world: World,
  request: AuthorizationRequest,
  portal: Portal,
  user: PortalUser,
): string {
  const installation = {
    app: request.app,
    portalId: portal.portalId,
    hublet: portal.profile.dataHostingLocation,
    user,
    scopes: request.scopes,
  };
  const { code } = world.grants.addCode(installation, request.redirectUri, request.challenge);
  return redirectTo(request, { code });
}

export function denyAuthorization(request: AuthorizationRequest): string {
  return redirectTo(request, { error: 'access_denied', error_description: 'The user denied the request' });
}

function redirectTo(request: AuthorizationRequest, parameters: Record<string, string>): string {
  const url = new URL(request.redirectUri);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  if (request.state !== undefined) url.searchParams.set('state', request.state);
  return url.href;
}

function readChallenge(query: URLSearchParams): AuthorizationCode['challenge'] | 'invalid' {
  const value = query.get('code_challenge');
  if (!value) return undefined;
  const method = query.get('code_challenge_method') ?? 'plain';
  return method === 'S256' || method === 'plain' ? { value, method } : 'invalid';
}

function splitScopes(text: string | null): string[] {
  return (text ?? '').split(' ').filter((scope) => scope !== '');
}

function describeMismatch(missing: string[], unknown: string[]): string {
  const parts = [
    "Authorization failed because there is a mismatch between the scopes in the install URL and the app's configured scopes.",
  ];
  if (missing.length > 0) parts.push(`Required scopes missing from the link: ${missing.join(', ')}.`);
  if (unknown.length > 0) parts.push(`Scopes the app is not configured for: ${unknown.join(', ')}.`);
  return parts.join(' ');
}

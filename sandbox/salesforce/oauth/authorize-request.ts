import type { AuthorizeRequest, OAuthClient } from './oauth-store.ts';

/** What each scope lets the app do, in the words of the approval page. */
export const scopeWords: Record<string, string> = {
  id: 'Access the identity URL service',
  openid: 'Access unique user identifiers',
  profile: 'Access your profile',
  email: 'Access your email address',
  address: 'Access your address',
  phone: 'Access your phone number',
  api: 'Manage user data via APIs',
  web: 'Manage user data via Web browsers',
  full: 'Full access',
  refresh_token: 'Perform requests at any time',
  offline_access: 'Perform requests at any time',
};

/** `page`: shown to the person, because nobody can be trusted with the answer. `redirect`: told to the app. */
export type AuthorizeOutcome =
  | { kind: 'ok'; request: AuthorizeRequest; client: OAuthClient }
  | { kind: 'page'; error: string; description: string }
  | { kind: 'redirect'; location: string };

/** The app's redirect address with the answer in its query, blanks as `+` like Salesforce. */
export function redirectTo(redirectUri: string, answer: Record<string, string | undefined>): string {
  const address = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer))
    if (value !== undefined) address.searchParams.set(name, value);
  return address.href;
}

/** Checks an authorize request. Client and redirect address come first: without both there is nobody to answer. */
export function readAuthorizeRequest(
  query: URLSearchParams,
  clients: readonly OAuthClient[],
  requiresPkce: boolean,
): AuthorizeOutcome {
  const client = clients.find((known) => known.clientId === query.get('client_id'));
  if (!client) return { kind: 'page', error: 'invalid_client_id', description: 'client identifier invalid' };
  const redirectUri = query.get('redirect_uri');
  if (!redirectUri || !client.redirectUris.includes(redirectUri)) {
    const description = redirectUri
      ? 'redirect_uri must match configuration'
      : 'missing required parameter: redirect_uri';
    return { kind: 'page', error: 'redirect_uri_mismatch', description };
  }
  const state = query.get('state') ?? undefined;
  const refuse = (error: string, description: string): AuthorizeOutcome => ({
    kind: 'redirect',
    location: redirectTo(redirectUri, { error, error_description: description, state }),
  });
  if (query.get('response_type') !== 'code') {
    return refuse('unsupported_response_type', 'response type not supported');
  }
  if (query.get('immediate') === 'true')
    return refuse('immediate_unsuccessful', 'not approved for immediate');
  const scopes = (query.get('scope') ?? 'api refresh_token id').split(/\s+/).filter(Boolean);
  if (scopes.some((scope) => !(scope in scopeWords))) {
    return refuse('invalid_scope', 'the requested scope is not allowed');
  }
  const codeChallenge = query.get('code_challenge') ?? undefined;
  if (codeChallenge === undefined && requiresPkce)
    return refuse('invalid_request', 'missing required code challenge');
  const method = query.get('code_challenge_method') ?? 'S256';
  if (codeChallenge !== undefined && (method !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(codeChallenge))) {
    return refuse('invalid_request', 'invalid code challenge');
  }
  const nonce = query.get('nonce') ?? undefined;
  const request = { clientId: client.clientId, redirectUri, state, scopes, codeChallenge, nonce };
  return { kind: 'ok', request, client };
}

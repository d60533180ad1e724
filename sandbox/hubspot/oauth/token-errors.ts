import { HubspotError } from '#sandbox/hubspot/api/errors.ts';

/** HubSpot's own word (`status`) and OAuth's (`error`) for everything that may be wrong with a token request. */
const tokenErrors = {
  BAD_GRANT_TYPE: { error: 'unsupported_grant_type', message: 'missing or unknown grant type' },
  BAD_CLIENT_ID: { error: 'invalid_client', message: 'missing or unknown client id' },
  BAD_CLIENT_SECRET: { error: 'invalid_client', message: 'missing or invalid client secret' },
  BAD_REDIRECT_URI: { error: 'invalid_grant', message: 'redirect URI does not match initial auth code URI' },
  BAD_AUTH_CODE: { error: 'invalid_grant', message: 'missing or unknown auth code' },
  EXPIRED_AUTH_CODE: { error: 'invalid_grant', message: 'auth code is expired' },
  BAD_CODE_VERIFIER: { error: 'invalid_grant', message: 'missing or invalid code verifier' },
  BAD_REFRESH_TOKEN: { error: 'invalid_grant', message: 'refresh token is invalid, expired or revoked' },
  BAD_SCOPES: { error: 'invalid_scope', message: 'missing or unknown scopes' },
  BAD_HUB: { error: 'access_denied', message: 'missing or unknown hub id' },
  BAD_TOKEN: { error: 'invalid_request', message: 'missing token' },
} as const;

export type TokenErrorStatus = keyof typeof tokenErrors;

export function tokenError(status: TokenErrorStatus): HubspotError {
  const { error, message } = tokenErrors[status];
  return new HubspotError(400, { status, message, error, error_description: message });
}

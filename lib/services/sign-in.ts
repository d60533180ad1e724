import { ProviderFailure, type TokenGrant } from '#lib/ports.ts';
import { type InstallPorts, installPortal } from './install-portal.ts';

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

export type SignInReading =
  | {
      readonly kind: 'installed';
      readonly tenantId: string;
      readonly hubspotUserId: string;
      readonly email: string;
    }
  | { readonly kind: 'problem'; readonly problem: SignInProblem; readonly scopes: readonly string[] };

export type SignInPorts = InstallPorts & {
  readonly authorizer: {
    exchangeCode(request: { code: string; redirectUri: string; codeVerifier: string }): Promise<TokenGrant>;
  };
};

/** What HubSpot sent the browser back with, its state already checked. */
export type SignInCallback = {
  readonly code: string;
  readonly redirectUri: string;
  readonly codeVerifier: string;
};

/**
 * Spends the code and installs. Every failure is an ending with a text of its own, never an exception.
 *
 * @param expectedTenantId the tenant that is being reconnected; `null` for a plain sign-in.
 */
export async function signInWithHubspot(
  ports: SignInPorts,
  callback: SignInCallback,
  expectedTenantId: string | null,
): Promise<SignInReading> {
  try {
    const grant = await ports.authorizer.exchangeCode(callback);
    const installation = await installPortal(ports, grant, expectedTenantId);
    switch (installation.kind) {
      case 'installed': {
        const { tenantId, user } = installation;
        return { kind: 'installed', tenantId, hubspotUserId: user.hubspotUserId, email: user.email };
      }
      case 'missing_scopes':
        return { kind: 'problem', problem: 'missing_scopes', scopes: installation.scopes };
      case 'wrong_account':
        return { kind: 'problem', problem: 'wrong_account', scopes: [] };
    }
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    return { kind: 'problem', problem: problemOf(error), scopes: error.missingPermissions };
  }
}

/** HubSpot's words for a one-time code that was used or not there, and for one that was too old. */
const spentCodes: ReadonlySet<string> = new Set(['BAD_AUTH_CODE', 'EXPIRED_AUTH_CODE']);

function problemOf({ kind, code, missingPermissions }: ProviderFailure): SignInProblem {
  if (kind === 'unavailable' || kind === 'rate_limited') return 'hubspot_unavailable';
  if (spentCodes.has(code) || kind === 'auth_expired') return 'expired_code';
  return missingPermissions.length > 0 ? 'missing_scopes' : 'configuration';
}

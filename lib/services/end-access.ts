import type { Side } from '#lib/domain/outcome.ts';
import type { SalesforceAuthorizer } from '#lib/ports/authorization.ts';
import { ProviderFailure, type TokenGrant } from '#lib/ports.ts';
import type { EndingTokens } from './context.ts';

export type EndAccessPorts = {
  readonly hubspot: {
    refresh(refreshToken: string): Promise<TokenGrant>;
    uninstall(accessToken: string): Promise<void>;
    revoke(refreshToken: string): Promise<void>;
  };
  authorizerOf(loginUrl: string | null): Pick<SalesforceAuthorizer, 'revoke'>;
};

/**
 * Takes the app out of the portal, or ends the org's refresh token with its sessions. A token that is not good any more
 * has ended already.
 *
 * @throws ProviderFailure when the platform could not be told.
 */
export async function endAccess(
  { hubspot, authorizerOf }: EndAccessPorts,
  platform: Side,
  { refreshToken, loginUrl }: EndingTokens,
): Promise<void> {
  try {
    if (platform === 'salesforce') await authorizerOf(loginUrl).revoke(refreshToken);
    else await leavePortal(hubspot, refreshToken);
  } catch (error) {
    if (!(error instanceof ProviderFailure) || !hasEndedAlready(error)) throw error;
  }
}

/** Salesforce asks for nothing but the token, so what it refuses is the token. */
function hasEndedAlready({ platform, kind }: ProviderFailure): boolean {
  return kind === 'auth_expired' || (platform === 'salesforce' && kind === 'rejected');
}

/** Where the app may not take itself out, at least its refresh token ends. */
async function leavePortal(hubspot: EndAccessPorts['hubspot'], refreshToken: string): Promise<void> {
  const grant = await hubspot.refresh(refreshToken);
  try {
    await hubspot.uninstall(grant.accessToken);
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.kind !== 'rejected') throw error;
    await hubspot.revoke(grant.refreshToken);
  }
}

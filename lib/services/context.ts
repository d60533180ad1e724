import type { Problem, ProblemCode } from '#lib/contracts/problem.ts';
import type { Side } from '#lib/domain/outcome.ts';
import type { SalesforceAuthorizer } from '#lib/ports/authorization.ts';
import type { StoredTokens } from '#lib/ports/connections.ts';
import type { Directory } from '#lib/ports/directory.ts';
import type { User } from '#lib/ports/users.ts';
import { ProviderFailure } from '#lib/ports.ts';
import type { TenantSession } from './sync-session.ts';

export type { Problem, ProblemCode } from '#lib/contracts/problem.ts';
export { statusByCode } from '#lib/contracts/problem-status.ts';

/** Everything a request may touch: one tenant, the person who asks, and the way to its background work. */
export type RequestContext = TenantSession & {
  readonly user: User;
  readonly directory: Directory;
  readonly hubspotAppUrl: (uiDomain: string) => string;
  readonly salesforceLogins: SalesforceLogins;
  /**
   * Tells the platform that our access is over.
   *
   * @throws ProviderFailure when it could not be told; access that has ended already is no failure.
   */
  endAccess(platform: Side, tokens: EndingTokens): Promise<void>;
  /** What HubSpot has to allow. */
  readonly hubspotScopes: readonly string[];
  /** Has both schemas read anew, where somebody may have changed them a moment ago. */
  forgetSchemas(): void;
  wakeDrain(): Promise<void>;
};

/** What an access is ended with. */
export type EndingTokens = Pick<StoredTokens, 'refreshToken' | 'loginUrl'>;

/** Login hosts an admin can choose from, and which hosts tokens may be sent to. */
export type SalesforceLogins = {
  readonly production: string;
  readonly sandbox: string;
  authorizerOf(loginUrl: string): SalesforceAuthorizer;
  isAllowedHost(url: string): boolean;
};

/** A failure with a code that the console has a sentence for. */
export class ServiceError extends Error {
  readonly code: ProblemCode;
  readonly detail: Readonly<Record<string, string | number | null>>;
  readonly faults: Problem['faults'];

  constructor(
    code: ProblemCode,
    detail: Readonly<Record<string, string | number | null>> = {},
    faults?: Problem['faults'],
  ) {
    super(code);
    this.name = 'ServiceError';
    this.code = code;
    this.detail = detail;
    this.faults = faults;
  }
}

/** Says a provider's failure in the console's codes; `null` for anything that is a defect of ours. */
export function toServiceError(error: unknown): ServiceError | null {
  if (error instanceof ServiceError) return error;
  if (!(error instanceof ProviderFailure)) return null;
  const isHubspot = error.platform === 'hubspot';
  switch (error.kind) {
    case 'auth_expired':
      if (error.code === 'NOT_CONNECTED' && !isHubspot) return new ServiceError('salesforce_not_connected');
      return new ServiceError(isHubspot ? 'hubspot_reconnect_needed' : 'salesforce_reconnect_needed');
    case 'rate_limited':
      return new ServiceError('rate_limited', {
        retryAfterSeconds: Math.ceil((error.retryAfterMs ?? 10_000) / 1_000),
      });
    case 'unavailable':
    case 'rejected':
    case 'ambiguous_match':
      return new ServiceError(isHubspot ? 'hubspot_unavailable' : 'salesforce_unavailable', {
        code: error.code,
      });
  }
}

import type { HubspotAccount, TokenGrant } from '#lib/ports.ts';

/** Whom a HubSpot access token belongs to. */
export type HubspotTokenOwner =
  | { readonly isActive: false }
  | {
      readonly isActive: true;
      readonly portalId: string;
      readonly portalName: string;
      readonly userId: string;
      readonly userEmail: string;
      readonly appId: string;
      readonly scopes: readonly string[];
    };

/** HubSpot's token endpoints, as far as signing in and staying connected need them. */
export interface HubspotAuthorizer {
  introspect(accessToken: string): Promise<HubspotTokenOwner>;
  readAccount(accessToken: string): Promise<HubspotAccount>;
  refresh(refreshToken: string): Promise<TokenGrant>;
}

export type SalesforceGrant = TokenGrant & { readonly instanceUrl: string };

/** One Salesforce login host's token endpoints. */
export interface SalesforceAuthorizer {
  createVerifier(): string;
  authorizeUrl(request: { state: string; codeVerifier: string }): string;
  exchangeCode(request: {
    code: string;
    codeVerifier: string;
  }): Promise<SalesforceGrant & { readonly identityUrl: string }>;
  refresh(refreshToken: string): Promise<SalesforceGrant>;
  readIdentity(request: { instanceUrl: string; accessToken: string; identityUrl: string }): Promise<{
    readonly organizationId: string;
    readonly userId: string;
    readonly username: string;
    readonly email: string;
  }>;
  revoke(refreshToken: string): Promise<void>;
}

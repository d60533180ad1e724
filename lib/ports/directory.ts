import type { Tenant } from './stores.ts';
import type { User } from './users.ts';

/** A person of a portal who has just signed in, as HubSpot named both. */
export type SignIn = {
  readonly portalId: string;
  readonly portalName: string;
  readonly uiDomain: string;
  readonly timeZone: string;
  readonly hubspotUserId: string;
  readonly email: string;
};

/** A Salesforce authorization that a person has begun. */
export type SalesforceAuthorization = {
  readonly state: string;
  readonly tenantId: string;
  readonly hubspotUserId: string;
  readonly codeVerifier: string;
  readonly loginUrl: string;
};

/** What cannot be asked of one tenant: who the tenants are. */
export interface Directory {
  /** Finds or makes the portal's tenant and its user. The first user of a portal is its admin. */
  signIn(person: SignIn): Promise<{ readonly tenant: Tenant; readonly user: User }>;
  beginSalesforceAuthorization(authorization: SalesforceAuthorization, expiresAt: Date): Promise<void>;
  /** Spends the state: the second caller gets `null`, like anybody with an unknown or expired one. */
  spendSalesforceAuthorization(state: string): Promise<SalesforceAuthorization | null>;
  /** The portal's tenant when both platforms are connected to it, else `null`. */
  findJoinedTenant(portalId: string): Promise<string | null>;
  /** The inclusion list of every tenant that has one and is joined with an org. */
  listInclusionLists(): Promise<readonly { readonly portalId: string; readonly listId: string }[]>;
  /** Tenants with work that is due or a run that is not finished. */
  listTenantsWithWork(): Promise<readonly string[]>;
  /** Tenants whose change feeds are due or were never read. */
  listTenantsToSweep(): Promise<readonly string[]>;
}

import type { AttemptStore, ErrorGroupStore } from './attempts.ts';
import type { AuditStore } from './audit.ts';
import type { BatchStore } from './batches.ts';
import type { ConnectionStore } from './connections.ts';
import type { ApiUsageStore, HealthStore } from './health.ts';
import type { ImpactStore } from './impacts.ts';
import type { ImportStore } from './imports.ts';
import type { InboxStore } from './inbox.ts';
import type { LinkStore } from './links.ts';
import type { RunStore } from './runs.ts';
import type { SettingsStore } from './settings.ts';
import type { SweepStore } from './sweeps.ts';
import type { User, UserStore } from './users.ts';

export type Tenant = {
  readonly tenantId: string;
  readonly portalId: string;
  readonly portalName: string;
  readonly uiDomain: string;
  readonly timeZone: string;
  /** The org this portal is joined with; `null` until Salesforce was connected once. */
  readonly salesforceOrganizationId: string | null;
};

/** Every store of one tenant. There is no way to reach another tenant's rows through it. */
export interface TenantStores {
  readonly tenantId: string;
  readTenant(): Promise<Tenant>;
  /** Key of the fingerprints that bases are kept as. */
  readFingerprintKey(): Promise<Buffer>;
  /** Takes over the tenant: the number that every later write of this drain must present. */
  raiseFence(): Promise<number>;
  readUser(hubspotUserId: string): Promise<User | null>;
  /**
   * Joins the tenant with an org; false when it is joined with another. Links, waiting changes and feed positions that
   * belong to the org that was released before go when it is another one, and stay when it is the same.
   */
  bindOrganization(organizationId: string): Promise<boolean>;
  /** Ends the join, so that the same or another org can be bound. */
  releaseOrganization(): Promise<void>;
  readonly settings: SettingsStore;
  readonly connections: ConnectionStore;
  readonly inbox: InboxStore;
  readonly sweeps: SweepStore;
  readonly runs: RunStore;
  readonly imports: ImportStore;
  readonly impacts: ImpactStore;
  readonly links: LinkStore;
  readonly batches: BatchStore;
  readonly attempts: AttemptStore;
  readonly errorGroups: ErrorGroupStore;
  readonly health: HealthStore;
  readonly apiUsage: ApiUsageStore;
  readonly audit: AuditStore;
  readonly users: UserStore;
}

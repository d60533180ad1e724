import type { BaseValues } from '#lib/domain/field-sync.ts';
import type { SalesforceType } from '#lib/domain/records.ts';
import type { MembershipReading } from '#lib/domain/sync-gate.ts';

export type RecordLink = {
  readonly hubspotContactId: string;
  readonly salesforceId: string;
  readonly salesforceType: SalesforceType;
  readonly state: 'active' | 'email_only';
  readonly isPinned: boolean;
  readonly base: BaseValues;
  /** Print of the list's criteria at the last reading that had settled (`printCriteria`); `null` before one. */
  readonly criteriaPrint: string | null;
  /** Its contact stands behind a failure or a conflict; told when it is read, never stored with it. */
  readonly isFailing?: true;
};

export type LinkChange =
  | { readonly kind: 'put'; readonly link: RecordLink; readonly reading: MembershipReading | null }
  | { readonly kind: 'remove'; readonly hubspotContactId: string };

export interface LinkStore {
  findByHubspotIds(hubspotContactIds: readonly string[]): Promise<readonly RecordLink[]>;
  findBySalesforceIds(salesforceIds: readonly string[]): Promise<readonly RecordLink[]>;
  /** When records have had their one sync past the gate, ISO 8601; those that have not are absent. */
  findCreationSyncs(salesforceIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Links by contact id, behind the contact `after`; with `memberOf`, those last read as members of that list. */
  listPage(page: {
    readonly after: string | null;
    readonly limit: number;
    readonly memberOf: string | null;
  }): Promise<readonly RecordLink[]>;
  count(): Promise<number>;
  /**
   * Links a contact with a record and keeps it there; a record other than the one it held starts without a base. Drains
   * under way lose their say, because they may have decided by the former link.
   *
   * @returns false when another contact holds the record: nothing is changed.
   */
  pin(link: Pick<RecordLink, 'hubspotContactId' | 'salesforceId' | 'salesforceType'>): Promise<boolean>;
}

import type { BaseValues } from '#lib/domain/field-sync.ts';
import type { SalesforceType } from '#lib/domain/records.ts';

export type RecordLink = {
  readonly hubspotContactId: string;
  readonly salesforceId: string;
  readonly salesforceType: SalesforceType;
  readonly state: 'active' | 'email_only';
  readonly isPinned: boolean;
  readonly base: BaseValues;
  /** Print of the list's criteria at the last reading that had settled (`printCriteria`); `null` before one. */
  readonly criteriaPrint: string | null;
};

import { defaultMappings, type FieldMapping } from './field-mapping.ts';
import type { SalesforceType } from './records.ts';
import type { InclusionList } from './sync-gate.ts';

/** What is made in Salesforce for an allowed contact that has no Lead or Contact yet. */
export type CreateInSalesforce = 'nothing' | 'lead' | 'contact';

/** What becomes of the HubSpot contact when its Lead or Contact is deleted. */
export type OnSalesforceDelete = 'keep' | 'archive';

/** Everything an admin decides; one settings revision holds all of it. */
export type SyncSettings = {
  readonly inclusionList: InclusionList | null;
  readonly createInSalesforce: CreateInSalesforce;
  /** A Contact of the Account instead of a Lead, where the company domain of the address is an Account's website. */
  readonly contactForKnownAccount: boolean;
  /** Used where a new Lead would have no company; empty means such contacts fail with a reason. */
  readonly defaultCompany: string;
  /** Used where a new Lead or Contact would have no last name; empty means such contacts fail with a reason. */
  readonly defaultLastName: string;
  /** ISO 8601 time since when Leads and Contacts create HubSpot contacts by themselves; `null`: they do not. */
  readonly autoCreateSince: Readonly<Record<SalesforceType, string | null>>;
  readonly onSalesforceDelete: OnSalesforceDelete;
  /** A contact that joins the inclusion list is synced at once. */
  readonly syncOnJoin: boolean;
  /** How long HubSpot is given to evaluate the list anew after a property changed that its criteria use. */
  readonly settleDelaySeconds: number;
  /** How long contacts that an import made are given to join the inclusion list. */
  readonly importWaitMinutes: number;
  /** How long outcomes with their values are kept. */
  readonly historyDays: number;
  /** Share of the linked contacts that may stop syncing by a change of the list before a person is asked. */
  readonly largeChangePercent: number;
  readonly mappings: readonly FieldMapping[];
};

/** What Salesforce's own forms put where a required name is unknown. */
const notProvided = '[not provided]';

/** Settings of a portal that was just connected: no limit, new people become Leads. */
export function initialSettings(): SyncSettings {
  return {
    inclusionList: null,
    createInSalesforce: 'lead',
    contactForKnownAccount: false,
    defaultCompany: notProvided,
    defaultLastName: notProvided,
    autoCreateSince: { Lead: null, Contact: null },
    onSalesforceDelete: 'keep',
    syncOnJoin: true,
    settleDelaySeconds: 30,
    importWaitMinutes: 15,
    historyDays: 90,
    largeChangePercent: 10,
    mappings: defaultMappings(),
  };
}

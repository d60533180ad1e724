import { defaultMappings, type FieldMapping } from './field-mapping.ts';
import type { InclusionList } from './sync-gate.ts';

/** What is made in Salesforce for an allowed contact that has no Lead or Contact yet. */
export type CreateInSalesforce = 'nothing' | 'lead' | 'contact';

/** Everything an admin decides; one settings revision holds all of it. */
export type SyncSettings = {
  readonly inclusionList: InclusionList | null;
  readonly createInSalesforce: CreateInSalesforce;
  /** Used where a new Lead would have no company; empty means such contacts fail with a reason. */
  readonly defaultCompany: string;
  /** Used where a new Lead or Contact would have no last name; empty means such contacts fail with a reason. */
  readonly defaultLastName: string;
  readonly mappings: readonly FieldMapping[];
};

/** What Salesforce's own forms put where a required name is unknown. */
const notProvided = '[not provided]';

/** Settings of a portal that was just connected: no limit, new people become Leads. */
export function initialSettings(): SyncSettings {
  return {
    inclusionList: null,
    createInSalesforce: 'lead',
    defaultCompany: notProvided,
    defaultLastName: notProvided,
    mappings: defaultMappings(),
  };
}

import { z } from 'zod';

/** How the chosen list is right now, read from HubSpot for this answer. */
export const inclusionListViewSchema = z.object({
  listId: z.string(),
  name: z.string(),
  state: z.enum(['usable', 'processing', 'deleted', 'converted', 'unreadable']),
  size: z.number().int().nullable(),
  listUrl: z.url(),
});
export type InclusionListView = z.infer<typeof inclusionListViewSchema>;

export const createInSalesforceSchema = z.enum(['nothing', 'lead', 'contact']);
export type CreateInSalesforce = z.infer<typeof createInSalesforceSchema>;

export const creatingSettingsSchema = z.object({
  createInSalesforce: createInSalesforceSchema,
  /** Filled in where a new Lead would have no company. Empty: such contacts fail with a reason. */
  defaultCompany: z.string().trim().max(255),
  /** Filled in where a new Lead or Contact would have no last name. Empty: such contacts fail with a reason. */
  defaultLastName: z.string().trim().max(80),
});
export type CreatingSettings = z.infer<typeof creatingSettingsSchema>;

/** What else an admin decides. */
export const rulesSettingsSchema = z.object({
  /** Create HubSpot contacts from Salesforce records of the type by themselves, past the inclusion list. */
  createFromLeads: z.boolean(),
  createFromContacts: z.boolean(),
  /** A Contact of the Account instead of a Lead, where the address has the domain of an Account's website. */
  contactForKnownAccount: z.boolean(),
  onSalesforceDelete: z.enum(['keep', 'archive']),
  /** A contact that joins the inclusion list is synced at once. */
  syncOnJoin: z.boolean(),
  /** How long HubSpot is given to evaluate the list anew after a property changed that its criteria use. */
  settleDelaySeconds: z.number().int().min(10).max(900),
  /** How long contacts that an import made are given to join the inclusion list. */
  importWaitMinutes: z.number().int().min(1).max(1_440),
  /** How long outcomes with their values are kept. */
  historyDays: z.number().int().min(7).max(730),
  /** Share of the linked contacts that may stop syncing by a change of the list before it is shown what would change. */
  largeChangePercent: z.number().int().min(0).max(100),
});
export type RulesSettings = z.infer<typeof rulesSettingsSchema>;

/** `GET /api/settings` */
export const settingsResponseSchema = z.object({
  revision: z.number().int(),
  savedAt: z.string(),
  savedBy: z.string().nullable(),
  inclusionList: inclusionListViewSchema.nullable(),
  creating: creatingSettingsSchema,
  rules: rulesSettingsSchema,
});
export type SettingsResponse = z.infer<typeof settingsResponseSchema>;

/** `PUT /api/settings/inclusion-list`; `listId: null` means no limit. */
export const chooseInclusionListRequestSchema = z.strictObject({
  expectedRevision: z.number().int().min(0),
  listId: z.string().trim().min(1).max(40).nullable(),
});
export type ChooseInclusionListRequest = z.infer<typeof chooseInclusionListRequestSchema>;

/** `PUT /api/settings/creating` */
export const saveCreatingRequestSchema = z.strictObject({
  expectedRevision: z.number().int().min(0),
  creating: creatingSettingsSchema,
});
export type SaveCreatingRequest = z.infer<typeof saveCreatingRequestSchema>;

/** `PUT /api/settings/rules`: what is left out stays as it is. */
export const saveRulesRequestSchema = z.strictObject({
  expectedRevision: z.number().int().min(0),
  rules: rulesSettingsSchema.partial().strict(),
});
export type SaveRulesRequest = z.infer<typeof saveRulesRequestSchema>;

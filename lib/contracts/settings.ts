import { z } from 'zod';
import { syncRules } from '#lib/domain/field-mapping.ts';

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

/** `GET /api/settings` */
export const settingsResponseSchema = z.object({
  revision: z.number().int(),
  savedAt: z.string(),
  savedBy: z.string().nullable(),
  inclusionList: inclusionListViewSchema.nullable(),
  creating: creatingSettingsSchema,
});
export type SettingsResponse = z.infer<typeof settingsResponseSchema>;

/** `PUT /api/settings/inclusion-list`; `listId: null` means no limit. */
export const chooseInclusionListRequestSchema = z.object({
  expectedRevision: z.number().int().min(0),
  listId: z.string().trim().min(1).max(40).nullable(),
});
export type ChooseInclusionListRequest = z.infer<typeof chooseInclusionListRequestSchema>;

/** `PUT /api/settings/creating` */
export const saveCreatingRequestSchema = z.object({
  expectedRevision: z.number().int().min(0),
  creating: creatingSettingsSchema,
});
export type SaveCreatingRequest = z.infer<typeof saveCreatingRequestSchema>;

/** `GET /api/mappings` */
export const mappingsResponseSchema = z.object({
  mappings: z.array(
    z.object({
      salesforceType: z.enum(['Lead', 'Contact']),
      hubspotProperty: z.string(),
      /** `null`: the property no longer exists or may not be read. */
      hubspotLabel: z.string().nullable(),
      salesforceField: z.string(),
      salesforceLabel: z.string().nullable(),
      rule: z.enum(syncRules),
      hasBlankProtection: z.boolean(),
      faults: z.array(z.object({ code: z.string(), suggestions: z.array(z.string()) })),
    }),
  ),
  /** False while Salesforce is not connected: labels and faults of that side are unknown then. */
  isSalesforceSchemaKnown: z.boolean(),
});
export type MappingsResponse = z.infer<typeof mappingsResponseSchema>;

import { z } from 'zod';
import { syncRules } from '#lib/domain/field-mapping.ts';
import { mappingFaultCodes } from '#lib/domain/mapping-check.ts';

const salesforceTypeSchema = z.enum(['Lead', 'Contact']);

export const fieldMappingSchema = z.object({
  salesforceType: salesforceTypeSchema,
  hubspotProperty: z.string().trim().min(1).max(250),
  salesforceField: z.string().trim().min(1).max(250),
  rule: z.enum(syncRules),
  hasBlankProtection: z.boolean(),
});
export type FieldMappingInput = z.infer<typeof fieldMappingSchema>;

const mappingSetSchema = z.array(fieldMappingSchema).max(1_000);

export const mappingFaultSchema = z.object({
  salesforceType: salesforceTypeSchema,
  hubspotProperty: z.string(),
  salesforceField: z.string(),
  code: z.enum(mappingFaultCodes),
  /** Names or sync rules that would do, the closest first. */
  suggestions: z.array(z.string()),
});
export type MappingFaultView = z.infer<typeof mappingFaultSchema>;

/** `GET /api/mappings` */
export const mappingsResponseSchema = z.object({
  /** The settings revision they belong to. */
  revision: z.number().int(),
  mappings: z.array(
    fieldMappingSchema.extend({
      /** `null`: the property no longer exists or may not be read. */
      hubspotLabel: z.string().nullable(),
      salesforceLabel: z.string().nullable(),
      faults: z.array(z.object({ code: z.string(), suggestions: z.array(z.string()) })),
    }),
  ),
  /** False while Salesforce is not connected: labels and faults of that side are unknown then. */
  isSalesforceSchemaKnown: z.boolean(),
});
export type MappingsResponse = z.infer<typeof mappingsResponseSchema>;

/** `PUT /api/mappings`: the whole set, for both objects. */
export const saveMappingsRequestSchema = z.strictObject({
  expectedRevision: z.number().int().min(0),
  mappings: mappingSetSchema,
});
export type SaveMappingsRequest = z.infer<typeof saveMappingsRequestSchema>;

/** `POST /api/mappings/check`: every fault there is, and nothing is saved. */
export const checkMappingsRequestSchema = z.strictObject({ mappings: mappingSetSchema });
export type CheckMappingsRequest = z.infer<typeof checkMappingsRequestSchema>;
export const checkMappingsResponseSchema = z.object({ faults: z.array(mappingFaultSchema) });
export type CheckMappingsResponse = z.infer<typeof checkMappingsResponseSchema>;

const mappableSchema = z.object({
  name: z.string(),
  label: z.string(),
  /** The platform's own word. */
  type: z.string(),
  isWritable: z.boolean(),
  /** Properties and fields fit together when `partners` holds the pair of their groups. */
  group: z.string(),
});
export type Mappable = z.infer<typeof mappableSchema>;

/** `GET /api/schema`: what can be mapped. */
export const schemaResponseSchema = z.object({
  properties: z.array(mappableSchema),
  fields: z.object({ Lead: z.array(mappableSchema), Contact: z.array(mappableSchema) }),
  /** Groups of fields that a group of properties fits. */
  partners: z.record(z.string(), z.array(z.string())),
  /** The mappings a new account starts with. */
  defaults: z.array(fieldMappingSchema),
});
export type SchemaResponse = z.infer<typeof schemaResponseSchema>;

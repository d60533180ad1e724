import { z } from 'zod';
import { settingChangeSchema } from './audit.ts';
import { fieldMappingSchema, mappingFaultSchema } from './mappings.ts';
import { creatingSettingsSchema, rulesSettingsSchema } from './settings.ts';

/** Raised when a document of today could not be read any more. */
export const documentVersion = 1;

/** `GET /api/settings/document`: the settings as a file. */
export const settingsDocumentSchema = z.strictObject({
  format: z.literal('sluice-settings'),
  version: z.literal(documentVersion),
  exportedAt: z.string(),
  /** Where it comes from: a list has the same id nowhere else. */
  portalId: z.string(),
  settings: z.strictObject({
    inclusionList: z.strictObject({ listId: z.string().min(1).max(40), name: z.string().min(1) }).nullable(),
    creating: creatingSettingsSchema.strict(),
    rules: rulesSettingsSchema.strict(),
    mappings: z.array(fieldMappingSchema.strict()).max(1_000),
  }),
});
export type SettingsDocument = z.infer<typeof settingsDocumentSchema>;

export const documentFaultSchema = z.discriminatedUnion('kind', [
  /** `expected` is said in the document's own words: a type, a bound, a list of values. */
  z.object({ kind: z.literal('value'), path: z.string(), expected: z.string() }),
  z.object({ kind: z.literal('unknown_key'), path: z.string() }),
  z.object({
    kind: z.literal('list'),
    reason: z.enum(['not_found', 'static', 'deleted', 'not_of_contacts']),
    listName: z.string(),
  }),
  z.object({ kind: z.literal('mapping'), fault: mappingFaultSchema }),
]);
export type DocumentFault = z.infer<typeof documentFaultSchema>;

/** `POST /api/settings/document/check` */
export const checkDocumentRequestSchema = z.strictObject({ document: z.unknown() });
export type CheckDocumentRequest = z.infer<typeof checkDocumentRequestSchema>;
export const checkDocumentResponseSchema = z.object({
  /** The revision it was compared with. */
  revision: z.number().int(),
  /** Everything that is wrong with it, at once; with any of these it cannot be imported. */
  faults: z.array(documentFaultSchema),
  /** What importing it would change; empty while there are faults. */
  changes: z.array(settingChangeSchema),
});
export type CheckDocumentResponse = z.infer<typeof checkDocumentResponseSchema>;

/** `POST /api/settings/document`: saves it as the next revision. */
export const importDocumentRequestSchema = z.strictObject({
  expectedRevision: z.number().int().min(0),
  document: z.unknown(),
});
export type ImportDocumentRequest = z.infer<typeof importDocumentRequestSchema>;

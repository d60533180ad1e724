import { z } from 'zod';
import { errorContextSchema } from './failures.ts';

/** What we read of HubSpot's answers; everything else in them is dropped. */

const idSchema = z.union([z.string(), z.number()]).transform(String);

export const accountSchema = z.object({
  portalId: idSchema,
  uiDomain: z.string(),
  timeZone: z.string(),
  accountType: z.string(),
});

export const listSchema = z.object({
  listId: idSchema,
  name: z.string(),
  objectTypeId: z.string(),
  processingType: z.string(),
  processingStatus: z.string().nullish(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  deletedAt: z.string().nullish(),
  size: z.number().nullish(),
  filterBranch: z.unknown().optional(),
  additionalProperties: z.record(z.string(), z.string().nullable()).nullish(),
});

type FilterNode = {
  [name: string]: unknown;
  filters?: Record<string, unknown>[] | undefined;
  filterBranches?: FilterNode[] | undefined;
};

/** Only what is looked at: the shape of a filter depends on its type, of which there are many. */
export const filterBranchSchema: z.ZodType<FilterNode> = z.lazy(() =>
  z.looseObject({
    filters: z.array(z.looseObject({})).optional(),
    filterBranches: z.array(filterBranchSchema).optional(),
  }),
);
export type FilterBranch = z.infer<typeof filterBranchSchema>;

export const listSearchSchema = z.object({
  lists: z.array(listSchema),
  hasMore: z.boolean(),
  offset: z.number(),
  total: z.number(),
});

export const listAnswerSchema = z.object({ list: listSchema });

const pagingSchema = z.object({ next: z.object({ after: idSchema }).nullish() }).nullish();

export const membersPageSchema = z.object({
  results: z.array(z.object({ recordId: idSchema })),
  paging: pagingSchema,
});

/** Lists of one contact; there are rarely more than fit on the first page. */
export const memberSinceSchema = z.object({
  results: z.array(z.object({ listId: idSchema, lastAddedTimestamp: z.string().nullish() })),
});

/** HubSpot writes times in ISO 8601 or as milliseconds; ISO 8601 comes out. */
const timeSchema = z
  .string()
  .transform((text) => new Date(/^\d+$/.test(text) ? Number(text) : text))
  .refine((time) => !Number.isNaN(time.getTime()), 'must be a time')
  .transform((time) => time.toISOString());

export const joinsPageSchema = z.object({
  results: z.array(z.object({ recordId: idSchema, membershipTimestamp: timeSchema })),
  paging: pagingSchema,
});

export const recordMembershipsSchema = z.object({
  results: z.array(
    z.object({ recordId: idSchema, recordListMemberships: z.array(z.object({ listId: idSchema })) }),
  ),
});

export const contactSchema = z.object({
  id: idSchema,
  properties: z.record(z.string(), z.string().nullable()),
  createdAt: z.string(),
  updatedAt: z.string(),
});

const batchErrorSchema = z.object({
  category: z.string().catch('UNKNOWN'),
  message: z.string().catch(''),
  errors: z.unknown().optional(),
  context: errorContextSchema,
});
export type BatchError = z.infer<typeof batchErrorSchema>;

const batchErrorsSchema = z.array(batchErrorSchema).nullish();

export const contactBatchSchema = z.object({
  results: z.array(contactSchema),
  errors: batchErrorsSchema,
});

const propertyVersionSchema = z.object({
  timestamp: z.string(),
  sourceType: z.string().nullish(),
  sourceId: idSchema.nullish(),
});
export type PropertyVersion = z.infer<typeof propertyVersionSchema>;

export const contactHistoryBatchSchema = z.object({
  results: z.array(
    z.object({
      id: idSchema,
      properties: z.record(z.string(), z.string().nullable()),
      propertiesWithHistory: z.record(z.string(), z.array(propertyVersionSchema)).nullish(),
    }),
  ),
});

export const contactWriteSchema = z.object({
  results: z.array(
    z.object({
      id: idSchema,
      objectWriteTraceId: z.string().nullish(),
      properties: z.record(z.string(), z.string().nullable()).nullish(),
    }),
  ),
  errors: batchErrorsSchema,
});

export const contactIdsPageSchema = z.object({
  results: z.array(z.object({ id: idSchema })),
  paging: pagingSchema,
});

export const changedContactsSchema = z.object({
  results: z.array(
    z.object({
      id: idSchema,
      properties: z.object({ createdate: timeSchema, lastmodifieddate: timeSchema }),
    }),
  ),
});

export const contactCountSchema = z.object({ total: z.number() });

export const propertySchema = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  fieldType: z.string(),
  calculated: z.boolean().nullish(),
  archived: z.boolean().nullish(),
  externalOptions: z.boolean().nullish(),
  referencedObjectType: z.string().nullish(),
  options: z.array(z.object({ value: z.string(), label: z.string() })).nullish(),
  modificationMetadata: z.object({ readOnlyValue: z.boolean() }).nullish(),
});

export const propertiesSchema = z.object({ results: z.array(propertySchema) });

export const ownersPageSchema = z.object({
  results: z.array(z.object({ id: idSchema, email: z.string().nullish() })),
  paging: pagingSchema,
});

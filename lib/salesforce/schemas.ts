import { z } from 'zod';
import { salesforceErrorSchema } from './failures.ts';

/** What we read of Salesforce's answers; everything else in them is dropped. */

export const rowSchema = z.record(z.string(), z.unknown());
export type Row = z.infer<typeof rowSchema>;

/** The session goes along with the next page's request, so its address stays within the instance. */
const nextRecordsUrlSchema = z.string().startsWith('/services/data/');

/** A page may be shorter than asked for: only `done` says that it is the last one. */
export const queryPageSchema = z.union([
  z.object({ done: z.literal(true), records: z.array(rowSchema) }),
  z.object({ done: z.literal(false), records: z.array(rowSchema), nextRecordsUrl: nextRecordsUrlSchema }),
]);
export type QueryPage = z.infer<typeof queryPageSchema>;

/** In the order of the requests sent. */
export const compositeSchema = (requests: number) =>
  z.object({
    compositeResponse: z.array(z.object({ httpStatusCode: z.number(), body: z.unknown() })).length(requests),
  });

export const updatedSchema = z.object({ latestDateCovered: z.string() });

export const deletedSchema = z.object({
  deletedRecords: z.array(z.object({ id: z.string(), deletedDate: z.string() })),
  earliestDateAvailable: z.string(),
  latestDateCovered: z.string(),
});

/** In the order of the ids; `null` for a record that is not there or not visible. */
export const retrievedSchema = z.array(rowSchema.nullable());

export const tombstoneSchema = z.object({
  Id: z.string(),
  MasterRecordId: z
    .string()
    .nullish()
    .transform((id) => id ?? null),
});

export const accountSchema = z.object({
  Id: z.string(),
  Website: z
    .string()
    .nullish()
    .transform((site) => site ?? null),
});

/** In the order of the records sent. */
export const savedSchema = z.array(
  z.object({
    id: z.string().nullish(),
    success: z.boolean(),
    errors: z.array(salesforceErrorSchema).catch([]),
  }),
);

export const describedFieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  length: z.number().catch(0),
  scale: z.number().nullish(),
  nillable: z.boolean(),
  createable: z.boolean(),
  updateable: z.boolean(),
  calculated: z.boolean().catch(false),
  defaultedOnCreate: z.boolean().catch(false),
  restrictedPicklist: z.boolean().catch(false),
  picklistValues: z
    .array(z.object({ active: z.boolean(), value: z.string(), label: z.string().nullish() }))
    .catch([]),
  referenceTo: z.array(z.string()).catch([]),
});

export const describeSchema = z.object({ fields: z.array(describedFieldSchema) });

/** What an import's filter can be built from. */
export const filterDescribeSchema = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      type: z.string(),
      filterable: z.boolean().catch(false),
      picklistValues: describedFieldSchema.shape.picklistValues,
    }),
  ),
});

export const countSchema = z.object({ totalSize: z.number().int() });

export const queryJobSchema = z.object({ id: z.string(), state: z.string(), createdDate: z.string() });

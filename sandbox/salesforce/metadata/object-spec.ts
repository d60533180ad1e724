import { z } from 'zod';

/** How a field without its own stored value gets one when it is read. */
const deriveSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('join'), fields: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('address'), prefix: z.string() }),
  z.strictObject({ kind: z.literal('after'), field: z.string(), mark: z.string() }),
  z.strictObject({ kind: z.literal('isKnown'), field: z.string() }),
  z.strictObject({ kind: z.literal('isOneOf'), field: z.string(), values: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('photo') }),
]);

export const fieldSpecSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/),
  label: z.string(),
  type: z.enum([
    'id',
    'string',
    'email',
    'phone',
    'url',
    'textarea',
    'picklist',
    'multipicklist',
    'boolean',
    'int',
    'double',
    'currency',
    'percent',
    'date',
    'datetime',
    'reference',
    'address',
  ]),
  length: z.int().positive().optional(),
  precision: z.int().positive().optional(),
  scale: z.int().nonnegative().optional(),
  digits: z.int().positive().optional(),
  visibleLines: z.int().positive().optional(),
  /** Never null after a save. A required field with a default may be left out on create. */
  required: z.boolean().default(false),
  /** `$user` means the user who saves. `true` on a system field means Salesforce fills it. */
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  /** `create`: only on create. `read`: never writable. `hidden`: field-level security hides it altogether. */
  access: z.enum(['edit', 'create', 'read', 'hidden']).default('edit'),
  permissionable: z.boolean().optional(),
  picklist: z.array(z.string()).optional(),
  restricted: z.boolean().default(false),
  referenceTo: z.array(z.string()).optional(),
  relationshipName: z.string().optional(),
  /** Name under which the referenced object lists its children, for parent-to-child subqueries. */
  childRelationship: z.string().optional(),
  /** The child goes to the recycle bin together with the record this field points at. */
  cascadeDelete: z.boolean().default(false),
  compound: z.string().optional(),
  nameField: z.boolean().default(false),
  externalId: z.boolean().default(false),
  idLookup: z.boolean().default(false),
  unique: z.boolean().default(false),
  caseSensitive: z.boolean().default(false),
  /** Kept in a lookup table so that `=` and `IN` need no scan. */
  indexed: z.boolean().default(false),
  derive: deriveSchema.optional(),
});

export const objectSpecSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/),
  label: z.string(),
  labelPlural: z.string(),
  keyPrefix: z.string().regex(/^[0-9A-Za-z]{3}$/),
  createable: z.boolean().default(true),
  deletable: z.boolean().default(true),
  mergeable: z.boolean().default(false),
  fields: z.array(fieldSpecSchema),
});

export type FieldSpec = z.infer<typeof fieldSpecSchema>;
export type FieldType = FieldSpec['type'];
export type ObjectSpec = z.infer<typeof objectSpecSchema>;

import { readFileSync } from 'node:fs';
import { z } from 'zod';

const duplicateAction = z.enum(['alert', 'block', 'report', 'off']);

/** Conditions are SOQL WHERE conditions: one language for queries and for rules. */
export const rulesSchema = z.strictObject({
  validation: z.array(
    z.strictObject({
      object: z.string(),
      name: z.string(),
      isActive: z.boolean().default(true),
      errorWhen: z.string(),
      message: z.string(),
      /** Absent: the error stands at the top of the page and names no field. */
      errorField: z.string().optional(),
    }),
  ),
  duplicate: z.array(
    z.strictObject({
      object: z.string(),
      name: z.string(),
      onCreate: duplicateAction,
      onUpdate: duplicateAction,
      message: z.string(),
      /** Two records match when all these fields are known and equal; the first must be indexed. */
      matching: z.array(
        z.strictObject({ object: z.string(), rule: z.string(), equal: z.tuple([z.string()], z.string()) }),
      ),
    }),
  ),
  /** Flows of the org: fields they set in the same save that made their condition true. */
  automation: z.array(
    z.strictObject({
      object: z.string(),
      name: z.string(),
      isActive: z.boolean().default(true),
      when: z.string(),
      set: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
  ),
  assignment: z.array(
    z.strictObject({
      object: z.string(),
      name: z.string(),
      isActive: z.boolean().default(true),
      entries: z.array(
        z.strictObject({
          when: z.string().optional(),
          owner: z.union([z.strictObject({ queue: z.string() }), z.strictObject({ username: z.string() })]),
        }),
      ),
    }),
  ),
});

export type Rules = z.infer<typeof rulesSchema>;
export type DuplicateRule = Rules['duplicate'][number];

const standardRules = rulesSchema.parse(
  JSON.parse(readFileSync(new URL('./rules.json', import.meta.url), 'utf8')),
);

/** A fresh copy of the rules that come with every org, so that one org's admin may change them alone. */
export const loadRules = (): Rules => structuredClone(standardRules);

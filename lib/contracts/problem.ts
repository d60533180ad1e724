import { z } from 'zod';
import { mappingFaultSchema } from './mappings.ts';

/** Every coded failure the API can answer with; `messages/*.json` has a sentence for each under `problems`. */
export const problemCodes = [
  'not_signed_in',
  'not_allowed',
  'wrong_origin',
  'invalid_request',
  'not_found',
  'settings_changed_meanwhile',
  'mappings_faulty',
  'settings_document_faulty',
  'list_not_found',
  'list_static',
  'list_deleted',
  'list_not_of_contacts',
  'lists_not_permitted',
  'salesforce_not_connected',
  'hubspot_reconnect_needed',
  'salesforce_reconnect_needed',
  'wrong_salesforce_org',
  'instance_host_not_allowed',
  'account_name_differs',
  'last_admin',
  'run_not_active',
  'run_not_undoable',
  'nothing_to_undo',
  'undo_going',
  'nobody_selected',
  'import_refused',
  'pin_refused',
  'inclusion_list_unusable',
  'rate_limited',
  'hubspot_unavailable',
  'salesforce_unavailable',
  'internal',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** RFC 9457 problem document, `application/problem+json`. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(problemCodes),
  /** Facts that belong into the sentence: a scope, a list name, a host. Never a token, never a person's value. */
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  correlationId: z.string(),
  /** With `mappings_faulty`: everything that is wrong with the set. */
  faults: z.array(mappingFaultSchema).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

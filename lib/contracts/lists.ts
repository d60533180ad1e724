import { z } from 'zod';

/** One entry of the *Limit sync* dropdown. */
export const listOptionSchema = z.object({
  listId: z.string(),
  name: z.string(),
  /** HubSpot's own estimate; `null` when it gives none yet. */
  size: z.number().int().nullable(),
  isActive: z.boolean(),
  isProcessing: z.boolean(),
  createdAt: z.string().nullable(),
  updatedAt: z.string().nullable(),
  /** Why it cannot be chosen; `null` when it can. */
  refusal: z.enum(['static']).nullable(),
});
export type ListOption = z.infer<typeof listOptionSchema>;

/** `GET /api/lists?query=&offset=&count=` */
export const listSearchQuerySchema = z.object({
  query: z.string().trim().max(200).default(''),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
  count: z.coerce.number().int().min(1).max(100).default(50),
});
export const listSearchResponseSchema = z.object({
  lists: z.array(listOptionSchema),
  total: z.number().int(),
  /** `null` on the last page. */
  nextOffset: z.number().int().nullable(),
  createListUrl: z.url(),
});
export type ListSearchResponse = z.infer<typeof listSearchResponseSchema>;

import { useQuery } from '@tanstack/react-query';
import { mappingsResponseSchema } from '#lib/contracts/settings.ts';
import { queryKeys } from './query-keys.ts';
import { requestJson } from './request-json.ts';

/** `GET /api/mappings`: the field mappings with the labels both sides give them. */
export function useMappings() {
  return useQuery({
    queryKey: queryKeys.mappings,
    queryFn: ({ signal }) => requestJson('/api/mappings', mappingsResponseSchema, { signal }),
    staleTime: 60_000,
  });
}

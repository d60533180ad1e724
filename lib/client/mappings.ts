import { useQuery } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';
import { requestJson } from './request-json.ts';

const mappingsContract = () =>
  import('#lib/contracts/settings.ts').then((module) => module.mappingsResponseSchema);

/** `GET /api/mappings`: the field mappings with the labels both sides give them. */
export function useMappings() {
  return useQuery({
    queryKey: queryKeys.mappings,
    queryFn: ({ signal }) => requestJson('/api/mappings', mappingsContract, { signal }),
    staleTime: 60_000,
  });
}

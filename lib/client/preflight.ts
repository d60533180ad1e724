import { useQuery } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';
import { requestJson } from './request-json.ts';

const preflightContract = () =>
  import('#lib/contracts/preflight.ts').then(({ preflightResponseSchema }) => preflightResponseSchema);

/** `GET /api/preflight`. It asks both platforms, so it is repeated only when somebody wants it to be. */
export function usePreflight() {
  return useQuery({
    queryKey: queryKeys.preflight,
    queryFn: async ({ signal, client }) => {
      const found = await requestJson('/api/preflight', preflightContract, { signal });
      // It has cost calls, and the page beside it tells how many are used.
      void client.invalidateQueries({ queryKey: queryKeys.overview });
      return found;
    },
    staleTime: 300_000,
    refetchOnWindowFocus: false,
  });
}

import { useQuery } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';
import { requestJson } from './request-json.ts';

const preflightContract = () =>
  import('#lib/contracts/preflight.ts').then(({ preflightResponseSchema }) => preflightResponseSchema);

/** `GET /api/preflight`. It asks both platforms, so it is repeated only when somebody wants it to be. */
export function usePreflight() {
  return useQuery({
    queryKey: queryKeys.preflight,
    queryFn: ({ signal }) => requestJson('/api/preflight', preflightContract, { signal }),
    staleTime: 300_000,
    refetchOnWindowFocus: false,
  });
}

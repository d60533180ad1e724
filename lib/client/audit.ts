import { useInfiniteQuery } from '@tanstack/react-query';
import type { AuditResponse } from '#lib/contracts/audit.ts';
import { queryKeys } from './query-keys.ts';
import { requestJson } from './request-json.ts';

const auditContract = () =>
  import('#lib/contracts/audit.ts').then(({ auditResponseSchema }) => auditResponseSchema);

/** `GET /api/audit`, newest first, page by page. */
export function useAudit() {
  return useInfiniteQuery({
    queryKey: queryKeys.audit,
    queryFn: ({ pageParam, signal }) =>
      requestJson('/api/audit', auditContract, { query: { before: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: AuditResponse) => page.nextBefore,
  });
}

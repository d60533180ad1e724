import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Impact, ImpactKind, ListChange } from '#lib/contracts/impact.ts';
import type { ApiProblem } from './api-problem.ts';
import { queryKeys } from './query-keys.ts';
import { requestJson } from './request-json.ts';

const contracts = () => import('#lib/contracts/impact.ts');
const impactContract = () => contracts().then(({ impactSchema }) => impactSchema);
const changeContract = () => contracts().then(({ listChangeSchema }) => listChangeSchema);
const contactsContract = () => contracts().then(({ impactContactsSchema }) => impactContactsSchema);

const pathOf = (impactId: string) => `/api/impact/${encodeURIComponent(impactId)}`;

/** `GET /api/impact?listId=`: whether a change of the list is large enough to be looked at first. */
export function useMeasureListChange() {
  return useMutation<ListChange, ApiProblem, string>({
    mutationFn: (listId) => requestJson('/api/impact', changeContract, { query: { listId } }),
  });
}

/** `POST /api/impact`: starts counting; `null` is "no limit". */
export function useStartImpact() {
  const client = useQueryClient();
  return useMutation<Impact, ApiProblem, string | null>({
    mutationFn: (listId) => requestJson('/api/impact', impactContract, { method: 'POST', body: { listId } }),
    onSuccess: (impact) => client.setQueryData(queryKeys.impact(impact.impactId), impact),
  });
}

/** `GET /api/impact/{impactId}`, every second while it is counted; `null` asks nothing. */
export function useImpact(impactId: string | null) {
  return useQuery({
    queryKey: queryKeys.impact(impactId ?? ''),
    queryFn: ({ signal }) => requestJson(pathOf(impactId ?? ''), impactContract, { signal }),
    enabled: impactId !== null,
    refetchInterval: ({ state }) => (state.data?.state === 'counting' ? 1_000 : 60_000),
  });
}

/** `POST /api/impact/{impactId}/cancel` */
export function useCancelImpact() {
  return useMutation<Impact, ApiProblem, string>({
    mutationFn: (impactId) => requestJson(`${pathOf(impactId)}/cancel`, impactContract, { method: 'POST' }),
  });
}

/** `GET /api/impact/{impactId}/contacts?kind=` */
export function useImpactContacts(impactId: string, kind: ImpactKind) {
  return useQuery({
    queryKey: queryKeys.impactContacts(impactId, kind),
    queryFn: ({ signal }) =>
      requestJson(`${pathOf(impactId)}/contacts`, contactsContract, { query: { kind }, signal }),
    staleTime: 300_000,
  });
}

/** Where the file with every contact is. */
export function impactFilePath(impactId: string): string {
  return `${pathOf(impactId)}/contacts.csv`;
}

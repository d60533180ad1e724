import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  EmailOnlyResponse,
  ImportPreview,
  ImportSelectionRequest,
  StartImportResponse,
} from '#lib/contracts/import.ts';
import type { ApiProblem } from './api-problem.ts';
import { queryKeys } from './query-keys.ts';
import { requestJson } from './request-json.ts';
import { isUnfinished } from './runs.ts';

const contracts = () => import('#lib/contracts/import.ts');
const fieldsContract = () => contracts().then(({ importFieldsSchema }) => importFieldsSchema);
const previewContract = () => contracts().then(({ importPreviewSchema }) => importPreviewSchema);
const startContract = () => contracts().then(({ startImportResponseSchema }) => startImportResponseSchema);
const importsContract = () => contracts().then(({ importsResponseSchema }) => importsResponseSchema);
const emailOnlyContract = () => contracts().then(({ emailOnlyResponseSchema }) => emailOnlyResponseSchema);

/** `GET /api/import/fields`: what records can be chosen by. */
export function useImportFields({ isWanted }: { readonly isWanted: boolean }) {
  return useQuery({
    queryKey: queryKeys.importFields,
    queryFn: ({ signal }) => requestJson('/api/import/fields', fieldsContract, { signal }),
    enabled: isWanted,
    staleTime: 300_000,
  });
}

/** `GET /api/import`, newest first; followed while one is going. */
export function useImports() {
  return useQuery({
    queryKey: queryKeys.imports,
    queryFn: ({ signal }) => requestJson('/api/import', importsContract, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.imports.some(({ run }) => isUnfinished(run.state)) ? 3_000 : 30_000,
  });
}

/** `POST /api/import/preview`: starts counting, and ends the preview before. */
export function useStartPreview() {
  const client = useQueryClient();
  return useMutation<ImportPreview, ApiProblem, ImportSelectionRequest>({
    mutationFn: (body) => requestJson('/api/import/preview', previewContract, { method: 'POST', body }),
    onSuccess: (preview) => {
      if (preview.previewId !== null) {
        client.setQueryData(queryKeys.importPreview(preview.previewId), preview);
      }
      // What was offered may be what the user may no longer read.
      if (preview.faults.length > 0) {
        void client.invalidateQueries({ queryKey: queryKeys.importFields });
      }
    },
  });
}

/** `GET /api/import/preview/{previewId}`: its numbers grow until it is ready. */
export function useImportPreview(previewId: string) {
  return useQuery({
    queryKey: queryKeys.importPreview(previewId),
    queryFn: ({ signal }) =>
      requestJson(`/api/import/preview/${encodeURIComponent(previewId)}`, previewContract, { signal }),
    refetchInterval: ({ state }) => {
      if (state.data?.state !== 'counting') return false;
      return state.data.waitReason === null ? 1_000 : 5_000;
    },
  });
}

/** `POST /api/import`: starts an import, or joins the one that is going. */
export function useStartImport() {
  const client = useQueryClient();
  return useMutation<StartImportResponse, ApiProblem, ImportSelectionRequest>({
    mutationFn: (body) => requestJson('/api/import', startContract, { method: 'POST', body }),
    onSuccess: ({ run }) => {
      client.setQueryData(queryKeys.run(run.runId), run);
      void client.invalidateQueries({ queryKey: queryKeys.runs });
      return client.invalidateQueries({ queryKey: queryKeys.imports });
    },
  });
}

/** `GET /api/email-only`, the newest first. */
export function useEmailOnly() {
  return useInfiniteQuery({
    queryKey: queryKeys.emailOnly,
    queryFn: ({ pageParam, signal }) =>
      requestJson('/api/email-only', emailOnlyContract, { query: { before: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: EmailOnlyResponse) => page.nextBefore,
  });
}

/** Where the result of an import, line by line, is downloaded from. */
export function importRowsPath(runId: string): string {
  return `/api/import/${encodeURIComponent(runId)}/rows.csv`;
}

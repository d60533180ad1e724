import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { OutcomeKind } from '#lib/contracts/outcomes.ts';
import type {
  AttemptsResponse,
  ChangeRunStateRequest,
  ResyncScope,
  RunState,
  RunsResponse,
  RunView,
  StartRunResponse,
} from '#lib/contracts/runs.ts';
import type { ApiProblem } from './api-problem.ts';
import { queryKeys } from './query-keys.ts';
import { requestJson } from './request-json.ts';

const contracts = () => import('#lib/contracts/runs.ts');
const runContract = () => contracts().then(({ runSchema }) => runSchema);
const runsContract = () => contracts().then(({ runsResponseSchema }) => runsResponseSchema);
const startContract = () => contracts().then(({ startRunResponseSchema }) => startRunResponseSchema);
const estimateContract = () => contracts().then(({ resyncEstimateSchema }) => resyncEstimateSchema);
const reconciliationContract = () => contracts().then(({ reconciliationSchema }) => reconciliationSchema);
const attemptsContract = () => contracts().then(({ attemptsResponseSchema }) => attemptsResponseSchema);

/** True while the run can still move without a new one being started. */
export function isUnfinished(state: RunState): boolean {
  return state === 'queued' || state === 'running' || state === 'paused';
}

/** How long until a run is read again, in milliseconds; `false` once nothing can change any more. */
export function chooseRunInterval(run: RunView | undefined): number | false {
  if (!run || !isUnfinished(run.state)) return false;
  return run.state === 'paused' || run.waitReason !== null ? 5_000 : 1_000;
}

/** `GET /api/runs`, the newest ones. */
export function useRuns() {
  return useQuery({
    queryKey: queryKeys.runs,
    queryFn: ({ signal }) => requestJson('/api/runs', runsContract, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.runs.some((run) => isUnfinished(run.state)) ? 2_000 : 30_000,
  });
}

/** `GET /api/runs`, page by page; read again by itself while only the first page is shown. */
export function useRunPages() {
  return useInfiniteQuery({
    queryKey: queryKeys.runPages,
    queryFn: ({ pageParam, signal }) =>
      requestJson('/api/runs', runsContract, { query: { before: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: RunsResponse) => page.nextBefore,
    refetchInterval: ({ state }) => {
      const [first, ...older] = state.data?.pages ?? [];
      if (older.length > 0) return false;
      return first?.runs.some((run) => isUnfinished(run.state)) ? 2_000 : 30_000;
    },
  });
}

/** `GET /api/runs/{runId}`, about every second while it moves. */
export function useRun(runId: string) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: queryKeys.run(runId),
    queryFn: ({ signal }) => requestJson(`/api/runs/${encodeURIComponent(runId)}`, runContract, { signal }),
    refetchInterval: ({ state }) => chooseRunInterval(state.data),
  });
  const { state, waitReason } = query.data ?? {};
  const isHeldByList = waitReason?.startsWith('inclusion_list_') ?? false;
  // The run learns within seconds that its list is gone; the settings, which say so too, are read once a minute.
  useEffect(() => {
    if (isHeldByList) void client.invalidateQueries({ queryKey: queryKeys.settings });
  }, [client, isHeldByList]);
  useEffect(() => {
    if (state === undefined || isUnfinished(state)) return;
    void client.invalidateQueries({ queryKey: queryKeys.runs });
    void client.invalidateQueries({ queryKey: queryKeys.resyncEstimate });
    void client.invalidateQueries({ queryKey: queryKeys.imports });
    void client.invalidateQueries({ queryKey: queryKeys.emailOnly });
    void client.invalidateQueries({ queryKey: ['run', runId, 'attempts'] });
  }, [client, runId, state]);
  return query;
}

/** `GET /api/resync/estimate` */
export function useResyncEstimate({ isWanted }: { readonly isWanted: boolean }) {
  return useQuery({
    queryKey: queryKeys.resyncEstimate,
    queryFn: ({ signal }) => requestJson('/api/resync/estimate', estimateContract, { signal }),
    enabled: isWanted,
  });
}

/** `GET /api/backfill/estimate` */
export function useBackfillEstimate() {
  return useQuery({
    queryKey: queryKeys.backfillEstimate,
    queryFn: ({ signal }) => requestJson('/api/backfill/estimate', estimateContract, { signal }),
  });
}

/** `GET /api/reconciliation`, every few seconds while one is going. */
export function useReconciliation() {
  return useQuery({
    queryKey: queryKeys.reconciliation,
    queryFn: ({ signal }) => requestJson('/api/reconciliation', reconciliationContract, { signal }),
    refetchInterval: ({ state }) => chooseRunInterval(state.data?.run ?? undefined) || 60_000,
  });
}

/** What `POST /api/runs` is asked for. */
type StartRun =
  | { readonly kind: 'resync'; readonly isDryRun?: boolean; readonly scope?: ResyncScope }
  | { readonly kind: 'backfill' | 'reconciliation' }
  | { readonly kind: 'undo'; readonly runId: string; readonly isDryRun?: boolean };

/** `POST /api/runs`: starts a run or joins the one of its kind that is going. */
export function useStartRun() {
  const client = useQueryClient();
  return useMutation<StartRunResponse, ApiProblem, StartRun>({
    mutationFn: (body) => requestJson('/api/runs', startContract, { method: 'POST', body }),
    onSuccess: ({ run }) => {
      client.setQueryData(queryKeys.run(run.runId), run);
      if (run.kind === 'reconciliation')
        void client.invalidateQueries({ queryKey: queryKeys.reconciliation });
      return client.invalidateQueries({ queryKey: queryKeys.runs });
    },
  });
}

/** `POST /api/runs/{runId}/state`: pause, resume or cancel. */
export function useChangeRunState(runId: string) {
  const client = useQueryClient();
  return useMutation<RunView, ApiProblem, ChangeRunStateRequest['action']>({
    mutationFn: (action) =>
      requestJson(`/api/runs/${encodeURIComponent(runId)}/state`, runContract, {
        method: 'POST',
        body: { action },
      }),
    onSuccess: (run) => client.setQueryData(queryKeys.run(runId), run),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.runs }),
  });
}

/**
 * `GET /api/runs/{runId}/attempts`, newest first. Follows a moving run while only the newest page is shown;
 * further pages would shift under the reader.
 */
export function useAttempts(
  runId: string,
  { outcome, isMoving }: { readonly outcome: OutcomeKind | null; readonly isMoving: boolean },
) {
  return useInfiniteQuery({
    queryKey: queryKeys.attempts(runId, outcome),
    queryFn: ({ pageParam, signal }) =>
      requestJson(`/api/runs/${encodeURIComponent(runId)}/attempts`, attemptsContract, {
        query: { outcome, before: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: AttemptsResponse) => page.nextBefore,
    refetchInterval: ({ state }) => (isMoving && (state.data?.pages.length ?? 1) === 1 ? 2_000 : false),
  });
}

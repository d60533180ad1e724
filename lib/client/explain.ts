import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Explanation } from '#lib/contracts/explain.ts';
import type { PinLinkResponse } from '#lib/contracts/links.ts';
import type { AttemptsResponse } from '#lib/contracts/runs.ts';
import type { ApiProblem } from './api-problem.ts';
import { queryKeys } from './query-keys.ts';
import { requestJson } from './request-json.ts';
import { isUnfinished, useRun } from './runs.ts';

const explanationContract = () =>
  import('#lib/contracts/explain.ts').then(({ explanationSchema }) => explanationSchema);

/** `GET /api/explain`: why one person does or does not sync. Read again by itself only while a change waits. */
export function useExplanation(who: string) {
  return useQuery({
    queryKey: queryKeys.explanation(who),
    queryFn: ({ signal }) => requestJson('/api/explain', explanationContract, { query: { who }, signal }),
    refetchInterval: ({ state }) =>
      state.data !== undefined && state.data.pending.length > 0 ? 5_000 : false,
  });
}

const attemptsContract = () =>
  import('#lib/contracts/runs.ts').then((module) => module.attemptsResponseSchema);

/**
 * `GET /api/explain/history`, page by page behind the newest outcomes, which came with the explanation. A new outcome
 * begins a history of its own: further pages would shift under the reader.
 */
export function usePersonHistory({ history, historyNext, historyOf }: Explanation) {
  const newest: AttemptsResponse = { attempts: history, nextBefore: historyNext };
  return useInfiniteQuery({
    queryKey: queryKeys.personHistory(historyOf, history[0]?.attemptId ?? null),
    queryFn: ({ pageParam, signal }) =>
      requestJson('/api/explain/history', attemptsContract, {
        query: { records: historyOf.join(','), before: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: AttemptsResponse) => page.nextBefore,
    initialData: { pages: [newest], pageParams: [null] },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

const pinContract = () => import('#lib/contracts/links.ts').then((module) => module.pinLinkResponseSchema);

/** `PUT /api/links/{hubspotContactId}`: links the contact with another record and keeps it there. */
export function usePinLink(hubspotContactId: string) {
  const client = useQueryClient();
  return useMutation<PinLinkResponse, ApiProblem, { readonly salesforceId: string }>({
    mutationFn: (body) =>
      requestJson(`/api/links/${encodeURIComponent(hubspotContactId)}`, pinContract, { method: 'PUT', body }),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.explanations }),
  });
}

/** A run that somebody started from an explanation; once it has ended, everybody is explained anew. */
export function useRunOfPerson(runId: string) {
  const client = useQueryClient();
  const run = useRun(runId);
  const hasEnded = run.data !== undefined && !isUnfinished(run.data.state);
  useEffect(() => {
    if (hasEnded) void client.invalidateQueries({ queryKey: queryKeys.explanations });
  }, [client, hasEnded]);
  return run;
}

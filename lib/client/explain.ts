import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
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

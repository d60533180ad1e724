import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { AttemptsResponse } from '#lib/contracts/runs.ts';
import { queryKeys } from './query-keys.ts';
import { requestJson } from './request-json.ts';

const contracts = () => import('#lib/contracts/runs.ts');
const attemptsContract = () => contracts().then(({ attemptsResponseSchema }) => attemptsResponseSchema);
const groupsContract = () => contracts().then(({ errorGroupsResponseSchema }) => errorGroupsResponseSchema);

/** What the history is narrowed to, as the address of the page says it; days are the reader's own. */
export type HistoryFilter = {
  readonly person: string | null;
  readonly outcome: string | null;
  readonly trigger: string | null;
  /** `2026-11-25`, both days included. */
  readonly from: string | null;
  readonly to: string | null;
};

/** `GET /api/attempts`, newest first; follows what happens while only the newest page is shown. */
export function useHistory(filter: HistoryFilter) {
  const { from, to, ...named } = filter;
  return useInfiniteQuery({
    queryKey: queryKeys.history(filter),
    queryFn: ({ pageParam, signal }) =>
      requestJson('/api/attempts', attemptsContract, {
        query: { ...named, from: startOfDay(from, 0), to: startOfDay(to, 1), before: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: AttemptsResponse) => page.nextBefore,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) === 1 ? 5_000 : false),
  });
}

/** `GET /api/error-groups` */
export function useErrorGroups() {
  return useQuery({
    queryKey: queryKeys.errorGroups,
    queryFn: ({ signal }) => requestJson('/api/error-groups', groupsContract, { signal }),
    refetchInterval: 10_000,
  });
}

/** The first moment of a day, or of the one after it, in the reader's time zone. */
export function startOfDay(day: string | null, later: number): string | null {
  const [year, month, date] = (day ?? '').split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return null;
  const moment = new Date(year, month - 1, date + later);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

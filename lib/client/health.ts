import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { SeriesRange, StandingRecordsResponse, SyncHealth } from '#lib/contracts/health.ts';
import type { Standing } from '#lib/contracts/standings.ts';
import { queryKeys } from './query-keys.ts';
import { buildPath, requestJson } from './request-json.ts';

const contracts = () => import('#lib/contracts/health.ts');
const healthContract = () => contracts().then(({ syncHealthSchema }) => syncHealthSchema);
const seriesContract = () => contracts().then(({ healthSeriesSchema }) => healthSeriesSchema);
const recordsContract = () =>
  contracts().then(({ standingRecordsResponseSchema }) => standingRecordsResponseSchema);

/** From here on counting takes long enough not to be asked for all the time. */
const manyContacts = 100_000;

function countContacts(health: SyncHealth | undefined): number {
  return health === undefined ? 0 : Object.values(health.counts).reduce((sum, count) => sum + count, 0);
}

/** `GET /api/sync-health` */
export function useSyncHealth() {
  return useQuery({
    queryKey: queryKeys.health,
    queryFn: ({ signal }) => requestJson('/api/sync-health', healthContract, { signal }),
    refetchInterval: ({ state }) => (countContacts(state.data) > manyContacts ? 60_000 : 15_000),
  });
}

/**
 * `GET /api/sync-health/series`; the period before stays in sight until the new one is there. What moves in buckets of
 * six hours or a day is read again less often.
 */
export function useHealthSeries(range: SeriesRange) {
  return useQuery({
    queryKey: queryKeys.healthSeries(range),
    queryFn: ({ signal }) =>
      requestJson('/api/sync-health/series', seriesContract, { query: { range }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: range === 'day' ? 60_000 : 300_000,
  });
}

/** What the records are narrowed to, as the address of the page says it. */
export type StandingFilter = {
  readonly standing: Standing;
  readonly groupId: string | null;
  readonly person: string | null;
};

/** `GET /api/sync-health/records`; read again by itself while only the first page is shown. */
export function useStandingRecords(filter: StandingFilter) {
  return useInfiniteQuery({
    queryKey: queryKeys.healthRecords(filter),
    queryFn: ({ pageParam, signal }) =>
      requestJson('/api/sync-health/records', recordsContract, {
        query: { ...filter, after: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: StandingRecordsResponse) => page.nextAfter,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) === 1 ? 10_000 : false),
  });
}

/** Where all of these records can be downloaded. */
export function standingFilePath(filter: StandingFilter): string {
  return buildPath('/api/sync-health/records.csv', filter);
}

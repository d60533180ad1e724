import {
  type InfiniteData,
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
} from '@tanstack/react-query';
import type { ListOption, ListSearchResponse } from '#lib/contracts/lists.ts';
import { queryKeys } from './query-keys.ts';
import { requestJson } from './request-json.ts';

const listsContract = () =>
  import('#lib/contracts/lists.ts').then((module) => module.listSearchResponseSchema);

const pageSize = 100;
const watchIntervalMs = 4_000;

type ListPages = InfiniteData<ListSearchResponse, number>;

/**
 * `GET /api/lists`, page by page. Read again whenever the person comes back to this tab, because that is when
 * a list made in HubSpot is expected to be here.
 *
 * @param isWatched something is about to change: a list is awaited, or one that is shown is still processing
 */
export function useListSearch(query: string, { isWatched }: { readonly isWatched: boolean }) {
  return useInfiniteQuery({
    queryKey: queryKeys.listSearch(query),
    queryFn: ({ pageParam, signal }) =>
      requestJson('/api/lists', listsContract, {
        query: { query, offset: pageParam, count: pageSize },
        signal,
      }),
    initialPageParam: 0,
    getNextPageParam: (page: ListSearchResponse) => page.nextOffset,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: 'always',
    refetchInterval: ({ state }) => (isWatched && state.data?.pages.length === 1 ? watchIntervalMs : false),
  });
}

/**
 * All lists of the pages read so far; a list that moved between two pages appears once. Where one page holds
 * all, those that can be chosen come first; across pages, sorting would move lists away under the reader.
 */
export function collectLists(pages: readonly ListSearchResponse[]): ListOption[] {
  const byId = new Map(pages.flatMap((page) => page.lists).map((list) => [list.listId, list]));
  const lists = [...byId.values()];
  const isComplete = pages.at(-1)?.nextOffset === null;
  return isComplete && pages.length === 1
    ? lists.sort((left, right) => Number(left.refusal !== null) - Number(right.refusal !== null))
    : lists;
}

/** Forgets all but the first page of each search: re-reading must not repeat everything ever scrolled through. */
export function keepFirstListPages(client: QueryClient): void {
  client.setQueriesData<ListPages>({ queryKey: queryKeys.lists }, (data) =>
    data && data.pages.length > 1
      ? { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) }
      : data,
  );
}

'use client';

import { Button, ComboboxOption, ComboboxOptions, Stack, Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useFormatter, useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { ProblemText } from '#components/problem-text.tsx';
import type { useListSearch } from '#lib/client/lists.ts';
import type { ListOption } from '#lib/contracts/lists.ts';
import { ListOptionRow } from './list-option-row.tsx';
import styles from './list-picker.module.css';

export type PickerEntry =
  | { readonly kind: 'none' }
  | { readonly kind: 'list'; readonly list: ListOption }
  | { readonly kind: 'create' };

type ListPickerOptionsProps = {
  readonly pickerId: string;
  /** The last one is *create*; it stays in view below the others. */
  readonly entries: readonly PickerEntry[];
  readonly activeIndex: number;
  readonly chosenIndex: number;
  readonly newListIds: ReadonlySet<string>;
  readonly search: ReturnType<typeof useListSearch>;
  readonly query: string;
};

const rowHeight = 52;
/** What the entry at the bottom covers of the list above it. */
const createHeight = 44;
/** Rows before the end at which the next page is fetched, so that scrolling rarely meets it. */
const fetchAhead = 20;

export function ListPickerOptions(props: ListPickerOptionsProps) {
  const { pickerId, entries, activeIndex, chosenIndex, newListIds, search } = props;
  const t = useTranslations('listPicker');
  const viewport = useRef<HTMLDivElement>(null);
  const scrolledCount = entries.length - 1;
  const virtualizer = useVirtualizer({
    count: scrolledCount,
    getScrollElement: () => viewport.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollPaddingEnd: createHeight,
  });
  const rows = virtualizer.getVirtualItems();
  const lastDrawn = rows.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = search;

  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastDrawn >= scrolledCount - fetchAhead) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastDrawn, scrolledCount]);

  useEffect(() => {
    if (activeIndex < scrolledCount) virtualizer.scrollToIndex(activeIndex);
  }, [virtualizer, activeIndex, scrolledCount]);

  return (
    <>
      <ComboboxOptions
        id={`${pickerId}-options`}
        ref={viewport}
        className={styles.viewport}
        aria-label={t('label')}
      >
        <div className={styles.canvas} style={{ height: virtualizer.getTotalSize() }}>
          {rows.map(({ index, key, start }) => (
            <ComboboxOption
              key={key}
              id={`${pickerId}-${index}`}
              ref={virtualizer.measureElement}
              data-index={index}
              value={String(index)}
              className={styles.option}
              style={{ transform: `translateY(${start}px)` }}
              selected={index === activeIndex}
              aria-selected={index === chosenIndex}
              aria-setsize={hasNextPage ? -1 : entries.length}
              aria-posinset={index + 1}
              {...disabledProps(entries[index])}
            >
              <EntryRow entry={entries[index]} isChosen={index === chosenIndex} newListIds={newListIds} />
            </ComboboxOption>
          ))}
        </div>
        <ComboboxOption
          id={`${pickerId}-${scrolledCount}`}
          value={String(scrolledCount)}
          className={styles.create}
          selected={activeIndex === scrolledCount}
          aria-selected={false}
        >
          {t('create')}
        </ComboboxOption>
      </ComboboxOptions>
      <SearchState {...props} />
    </>
  );
}

function disabledProps(entry: PickerEntry | undefined) {
  return entry?.kind === 'list' && entry.list.refusal !== null ? { disabled: true } : {};
}

function EntryRow({
  entry,
  isChosen,
  newListIds,
}: {
  readonly entry: PickerEntry | undefined;
  readonly isChosen: boolean;
  readonly newListIds: ReadonlySet<string>;
}) {
  const t = useTranslations('listPicker');
  const common = useTranslations('common');
  if (entry?.kind === 'list') {
    return <ListOptionRow list={entry.list} isChosen={isChosen} isNew={newListIds.has(entry.list.listId)} />;
  }
  return (
    <span className={styles.row}>
      <span className={styles.name} data-chosen={isChosen || undefined}>
        {common('noLimit')}
      </span>
      <span className={styles.facts}>{t('noLimitMeaning')}</span>
    </span>
  );
}

/** What there is to say about the search itself: how much was found, nothing, or why not. */
function SearchState({ entries, search, query }: ListPickerOptionsProps) {
  const t = useTranslations('listPicker');
  const format = useFormatter();
  const total = search.data?.pages[0]?.total ?? 0;
  const shown = entries.filter((entry) => entry.kind === 'list').length;
  if (search.isError) {
    return (
      <Stack gap={4} align="flex-start" className={styles.state}>
        <ProblemText problem={search.error} />
        <Button size="compact-xs" variant="default" onClick={() => search.refetch()}>
          {t('retry')}
        </Button>
      </Stack>
    );
  }
  return (
    <Text component="p" size="xs" c="dimmed" className={`${styles.state} tabular`} role="status">
      {search.isPending && t('loading')}
      {search.isSuccess && shown === 0 && (query === '' ? t('noLists') : t('noMatch', { query }))}
      {shown > 0 && t('shown', { shown: format.number(shown), total: format.number(total) })}
    </Text>
  );
}

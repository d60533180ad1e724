'use client';

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { AttemptView } from '#lib/contracts/runs.ts';
import { AttemptRow } from './attempt-row.tsx';
import styles from './runs.module.css';

type AttemptRowsProps = {
  readonly attempts: readonly AttemptView[];
  readonly label: string;
  readonly isDryRun?: boolean;
  /** Pages of the server that these rows come from. */
  readonly pages: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    fetchNextPage(): unknown;
  };
  /** What named the record of a row. */
  readonly renderOccasion?: (attempt: AttemptView) => ReactNode;
  /** Ways on from a row. */
  readonly renderActions: (attempt: AttemptView) => ReactNode;
};

const usualHeight = 92;
/** Rows before the end at which the next page is fetched, once somebody scrolls. */
const fetchAhead = 15;

/** Draws the rows that are in view, however many there are, and fetches further ones as they come near. */
export function AttemptRows(props: AttemptRowsProps) {
  const { attempts, label, isDryRun = false, pages, renderOccasion, renderActions } = props;
  const list = useRef<HTMLUListElement>(null);
  const scrollMargin = useTopOf(list);
  const virtualizer = useWindowVirtualizer({
    count: attempts.length,
    estimateSize: () => usualHeight,
    overscan: 8,
    scrollMargin,
    getItemKey: (index) => attempts[index]?.attemptId ?? index,
  });
  const rows = virtualizer.getVirtualItems();
  const isNearEnd = (rows.at(-1)?.index ?? 0) >= attempts.length - fetchAhead;
  const hasScrolled = (virtualizer.scrollOffset ?? 0) > 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  useEffect(() => {
    if (hasScrolled && isNearEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasScrolled, isNearEnd, hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <ul
      ref={list}
      className={styles.attempts}
      aria-label={label}
      style={{ height: virtualizer.getTotalSize() }}
    >
      {rows.map(({ index, key, start }) => {
        const attempt = attempts[index];
        if (attempt === undefined) return null;
        return (
          <AttemptRow
            key={key}
            attempt={attempt}
            isDryRun={isDryRun}
            place={{
              measure: virtualizer.measureElement,
              index,
              top: start - scrollMargin,
              total: hasNextPage ? -1 : attempts.length,
            }}
            occasion={renderOccasion?.(attempt)}
            actions={renderActions(attempt)}
          />
        );
      })}
    </ul>
  );
}

/** Where an element begins in the document; what grows above it moves it. */
function useTopOf(element: { readonly current: HTMLElement | null }): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () =>
      setTop(Math.round((element.current?.getBoundingClientRect().top ?? 0) + window.scrollY));
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(document.body);
    return () => watcher.disconnect();
  }, [element]);
  return top;
}

import { useCallback, useEffect, useRef, useState } from 'react';
import type { ListOption } from '#lib/contracts/lists.ts';
import { findNewListIds, type KnownLists } from './new-lists.ts';

/**
 * Remembers, each time the person leaves this window, which lists were there; names those that came since.
 *
 * @param lists what has been read without a search term so far
 * @param isComplete whether that is every list of the portal
 */
export function useNewLists(lists: readonly ListOption[], isComplete: boolean) {
  const seen = useRef({ listIds: new Set<string>(), isComplete: false });
  const known = useRef<KnownLists | null>(null);
  const [newListIds, setNewListIds] = useState<ReadonlySet<string>>(new Set());

  const markLeaving = useCallback(() => {
    if (seen.current.listIds.size === 0 && !seen.current.isComplete) return;
    known.current = {
      listIds: new Set(seen.current.listIds),
      isComplete: seen.current.isComplete,
      leftAt: Date.now(),
    };
  }, []);

  useEffect(() => {
    const found = known.current === null ? [] : findNewListIds(known.current, lists);
    setNewListIds((before) => {
      const isNews = found.some((listId) => !before.has(listId));
      return isNews ? new Set([...before, ...found]) : before;
    });
    for (const { listId } of lists) seen.current.listIds.add(listId);
    seen.current.isComplete ||= isComplete;
  }, [lists, isComplete]);

  useEffect(() => {
    const leaveIfHidden = () => document.visibilityState === 'hidden' && markLeaving();
    window.addEventListener('blur', markLeaving);
    document.addEventListener('visibilitychange', leaveIfHidden);
    return () => {
      window.removeEventListener('blur', markLeaving);
      document.removeEventListener('visibilitychange', leaveIfHidden);
    };
  }, [markLeaving]);

  return { newListIds, markLeaving };
}

import { useEffect } from 'react';
import { leavingEvent } from '#lib/client/session.ts';

/**
 * Asks before unsaved edits are left: by closing or reloading the tab, by a link or a look-up within the console, by
 * going back, and by signing out.
 */
export function useLeaveWarning(isUnsaved: boolean, question: string): void {
  useEffect(() => {
    if (!isUnsaved) return;
    const watch = new AbortController();
    const { signal } = watch;
    const hasAgreed = () => {
      const mayLeave = window.confirm(question);
      // Asked once is enough: signing out would be asked about by the browser again.
      if (mayLeave) watch.abort();
      return mayLeave;
    };
    const askUnlessAgreed = (event: Event) => {
      if (hasAgreed()) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const askAtLink = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      const leavesPage = link instanceof HTMLAnchorElement && link.target !== '_blank' && !link.hash;
      if (leavesPage) askUnlessAgreed(event);
    };
    window.addEventListener('beforeunload', (event) => event.preventDefault(), { signal });
    window.addEventListener(leavingEvent, askUnlessAgreed, { signal });
    document.addEventListener('click', askAtLink, { capture: true, signal });
    document.addEventListener('submit', askUnlessAgreed, { capture: true, signal });
    askAtTraversal(askUnlessAgreed, signal);
    return () => watch.abort();
  }, [isUnsaved, question]);
}

/** Going back and forth within the console, where the browser lets a page hold it up. */
function askAtTraversal(ask: (event: Event) => void, signal: AbortSignal): void {
  if (!('navigation' in window)) return;
  window.navigation.addEventListener(
    'navigate',
    (event) => {
      if (event.navigationType === 'traverse' && event.cancelable) ask(event);
    },
    { signal },
  );
}

import { useEffect } from 'react';
import { holdPage, isPageHeld, mayLeavePage } from '#lib/client/unsaved-edits.ts';

/** Asks before unsaved edits are left: by closing the tab, by a link or a look-up, by *Back*, by signing out. */
export function useLeaveWarning(isUnsaved: boolean, question: string): void {
  useEffect(() => {
    if (!isUnsaved) return;
    const release = holdPage(question);
    const stopGuarding = guardBack();
    const warn = (event: BeforeUnloadEvent) => {
      if (isPageHeld()) event.preventDefault();
    };
    const ask = (event: Event) => {
      if (mayLeavePage()) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const askAtLink = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      const leavesPage = link instanceof HTMLAnchorElement && link.target !== '_blank' && !link.hash;
      if (leavesPage) ask(event);
    };
    window.addEventListener('beforeunload', warn);
    document.addEventListener('click', askAtLink, true);
    // The only form that leaves the page is the look-up.
    document.addEventListener('submit', ask, true);
    return () => {
      release();
      stopGuarding();
      window.removeEventListener('beforeunload', warn);
      document.removeEventListener('click', askAtLink, true);
      document.removeEventListener('submit', ask, true);
    };
  }, [isUnsaved, question]);
}

/**
 * *Back* cannot be stopped, only noticed. A second entry of the same page is what it takes first, so that there is time
 * to ask.
 */
function guardBack(): () => void {
  const { href } = window.location;
  const addEntry = () => window.history.pushState(window.history.state, '', href);
  const goOn = () => {
    window.removeEventListener('popstate', ask);
    window.history.back();
  };
  let hasEntry = true;
  const ask = () => {
    hasEntry = false;
    if (mayLeavePage()) return goOn();
    addEntry();
    hasEntry = true;
  };
  addEntry();
  window.addEventListener('popstate', ask);
  return () => {
    window.removeEventListener('popstate', ask);
    // Whoever has saved or discarded and is still here finds *Back* as it was.
    if (hasEntry && window.location.href === href) window.history.back();
  };
}

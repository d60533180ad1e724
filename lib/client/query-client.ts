import { focusManager, MutationCache, notifyManager, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem, isPassing } from './api-problem.ts';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiProblem;
  }
}

/**
 * The library watches `visibilitychange` only; a list made in another *window* never hides this one, so its
 * `focus` counts as coming back, too.
 */
function watchReturning(): void {
  focusManager.setEventListener((onFocus) => {
    const announceReturn = () => onFocus();
    window.addEventListener('visibilitychange', announceReturn);
    window.addEventListener('focus', announceReturn);
    return () => {
      window.removeEventListener('visibilitychange', announceReturn);
      window.removeEventListener('focus', announceReturn);
    };
  });
}

/** An ended session can only be cured by signing in again, and brings the person back to this page. */
function sendToSignIn(problem: ApiProblem): void {
  if (!(problem instanceof ApiProblem) || problem.code !== 'not_signed_in') return;
  const { pathname, search } = window.location;
  window.location.assign(`/signin?returnTo=${encodeURIComponent(pathname + search)}`);
}

/** What is shown before the server has answered is drawn with the press itself, not a task later. */
function drawAtOnce(): void {
  notifyManager.setScheduler(queueMicrotask);
}

export function createQueryClient(): QueryClient {
  if (typeof window !== 'undefined') {
    watchReturning();
    drawAtOnce();
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError: sendToSignIn }),
    mutationCache: new MutationCache({ onError: sendToSignIn }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, problem) => failures < 2 && isPassing(problem),
      },
      mutations: { retry: false },
    },
  });
}

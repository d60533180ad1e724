import { setTimeout as pause } from 'node:timers/promises';
import { type Child, capitalise } from './start-child.ts';
import { StartProblem } from './start-problem.ts';

const pollMs = 100;

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    return false;
  }
}

/**
 * Waits until `isReady` says so, or the child has ended, or the time is over.
 *
 * @throws StartProblem with the child's last words
 */
export async function waitForChild(child: Child, isReady: () => Promise<boolean>, limitMs = 60_000) {
  const deadline = Date.now() + limitMs;
  const ended = child.exited.then((code) => ({ code }));
  for (;;) {
    const outcome = await Promise.race([ended, isReady()]);
    if (outcome === true) return;
    if (outcome !== false) throw new StartProblem(describeEnd(child, outcome.code));
    if (Date.now() > deadline) {
      throw new StartProblem(
        `${capitalise(child.title)} did not become ready within ${limitMs / 1000} s. Its last lines:\n${child.readLastLines(12)}`,
      );
    }
    await pause(pollMs);
  }
}

/** Waits until the address answers with anything below 500. */
export function waitForHttp(child: Child, url: string): Promise<void> {
  return waitForChild(child, () => answers(url));
}

/** One sentence and the last lines of a child that ended without being asked. */
export function describeEnd(child: Child, code: number): string {
  return `${capitalise(child.title)} stopped (exit code ${code}). Its last lines:\n${child.readLastLines(12)}`;
}

import type { ChildOrder } from './start-child.ts';
import { startChild } from './start-child.ts';
import { StartProblem } from './start-problem.ts';

/**
 * Runs a command until it ends by itself.
 *
 * @throws StartProblem with its last lines when it fails
 */
export async function runToEnd(order: ChildOrder): Promise<void> {
  const child = await startChild(order);
  const code = await child.exited;
  if (code !== 0) {
    throw new StartProblem(
      `${order.title} failed (exit code ${code}). Its last lines:\n${child.readLastLines(25)}\nAll of them: ${order.logFile}`,
    );
  }
}

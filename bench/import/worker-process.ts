import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Rig } from '#bench/rig/start-rig.ts';

/** What a worker holds on to, in bytes: the most over all turns. */
export type Memory = { turns: number; mostHeap: number; mostResident: number };

export type WorkerEnd = { readonly wasKilled: boolean; readonly ms: number; readonly memory: Memory | null };

/**
 * Works a run off in a process of its own.
 *
 * @param killAfterMs the process is killed the hard way after so long, unless it has ended before
 */
export async function workOff(
  { environment, tenantId }: Rig,
  runId: string,
  killAfterMs: number | null = null,
): Promise<WorkerEnd> {
  const startedAt = performance.now();
  const child = fork(join(import.meta.dirname, 'drain-import.ts'), [tenantId, runId], {
    env: { ...process.env, ...environment, LOG_LEVEL: 'error' },
    execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
  });
  let memory: Memory | null = null;
  child.on('message', (message: Memory) => {
    memory = message;
  });
  const timer = killAfterMs === null ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const [code, exitSignal] = await once(child, 'exit');
  clearTimeout(timer);
  const wasKilled = exitSignal === 'SIGKILL';
  if (!wasKilled && code !== 0) throw new Error(`the worker ended with ${code}`);
  return { wasKilled, ms: performance.now() - startedAt, memory };
}

import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LeashOrder } from './leash.ts';
import { root } from './root.ts';
import { StartProblem } from './start-problem.ts';

export type ChildOrder = {
  /** How people call it: "the worker". Used in sentences. */
  title: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Receives everything the command prints. Emptied at start. */
  logFile: string;
  stopSignal?: NodeJS.Signals;
};

export type Child = {
  title: string;
  /** The command's own process id, for tests that kill it. */
  pid: number;
  /** Settles when the command has ended, with its exit code. Never rejects. */
  exited: Promise<number>;
  /** Asks the command to stop and waits until it has. */
  stop(): Promise<void>;
  /** The last lines it printed, each cut to a readable length. */
  readLastLines(count: number): string;
};

const graceMs = 15_000;

/** Log lines can hold whole objects; more than this says nothing to a person in a terminal. */
const longestLine = 400;

/**
 * Starts a command that cannot outlive this program (see leash.ts). It is in a session of its own, so that Ctrl-C in
 * a terminal reaches this program alone and the order of stopping stays ours.
 *
 * @throws StartProblem when the command cannot be started at all
 */
export async function startChild(order: ChildOrder): Promise<Child> {
  mkdirSync(dirname(order.logFile), { recursive: true });
  const log = openSync(order.logFile, 'w');
  const leashOrder: LeashOrder = {
    command: order.command,
    args: order.args,
    stopSignal: order.stopSignal ?? 'SIGTERM',
    graceMs,
  };
  const leash = spawn(process.execPath, [join(root, 'scripts/local/leash.ts'), JSON.stringify(leashOrder)], {
    cwd: root,
    env: order.env,
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
  });
  closeSync(log);
  const readLastLines = (count: number) =>
    readFileSync(order.logFile, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-count)
      .map((line) => line.slice(0, longestLine))
      .join('\n');
  const exited = new Promise<number>((resolve) => {
    leash.once('exit', (code) => resolve(code ?? 1));
    leash.once('error', () => resolve(127));
  });
  const started = new Promise<number | null>((resolve) => {
    leash.once('message', (message: { pid: number }) => resolve(message.pid));
    void exited.then(() => resolve(null));
  });
  const pid = await started;
  if (pid === null)
    throw new StartProblem(`${capitalise(order.title)} could not be started: ${readLastLines(1)}`);
  return {
    title: order.title,
    pid,
    exited,
    readLastLines,
    async stop() {
      if (leash.connected) leash.disconnect();
      await exited;
    },
  };
}

/** The first letter in upper case, for a title at the start of a sentence. */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

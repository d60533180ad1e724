/**
 * Runs one command for as long as the program that started it lives. The two are joined by Node's message channel:
 * when it closes, on purpose or because the starter was killed, the command is asked to stop, and killed when it
 * does not. So a `kill -9` of the demo or of a test run leaves no server behind.
 *
 * Started by start-child.ts as `node leash.ts <json of LeashOrder>`.
 */
import { spawn } from 'node:child_process';

export type LeashOrder = {
  command: string;
  args: string[];
  stopSignal: NodeJS.Signals;
  /** How long the command may take to stop before it is killed. */
  graceMs: number;
};

const order: LeashOrder = JSON.parse(process.argv[2] ?? '{}');
// Its own process group: whatever the command starts itself is stopped with it.
const child = spawn(order.command, order.args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });

function signalGroup(signal: NodeJS.Signals) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Already gone: that is what was asked for.
  }
}

child.on('spawn', () => process.send?.({ pid: child.pid }));
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code, signal) => {
  signalGroup('SIGKILL');
  process.exit(code ?? (signal === null ? 1 : 128));
});
process.on('disconnect', () => {
  signalGroup(order.stopSignal);
  setTimeout(() => signalGroup('SIGKILL'), order.graceMs).unref();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => signalGroup(order.stopSignal));
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The sandbox as people start it, in a process of its own. */
export interface PinnedSandbox {
  hubspotUrl: string;
  /** True when it has a core for itself and this process keeps to another. */
  isPinned: boolean;
  /** Its largest resident memory so far, where the system tells. */
  peakMemoryMb(): number | undefined;
  /** Processor time it has used so far, where the system tells. */
  processorSeconds(): number | undefined;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('../sandbox/main.ts', import.meta.url));
const serverCore = 0;
const clientCore = 1;

/** Starts it on core 0 and moves this process, with all its threads, to core 1; on Linux with two cores or more. */
export async function startPinnedSandbox(): Promise<PinnedSandbox> {
  const isPinned =
    process.platform === 'linux' &&
    availableParallelism() > 1 &&
    spawnSync('taskset', ['-a', '-c', '-p', String(clientCore), String(process.pid)]).status === 0;
  const args = [program, '--scenario', 'empty', '--hubspot-port', '0', '--salesforce-port', '0'];
  const [command, ...rest] = isPinned
    ? ['taskset', '-c', String(serverCore), process.execPath, ...args]
    : [process.execPath, ...args];
  const child = spawn(command ?? '', rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  return {
    hubspotUrl: await readUrl(child),
    isPinned,
    peakMemoryMb: () => readPeakMemory(child.pid),
    processorSeconds: () => readProcessorSeconds(child.pid),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function readUrl(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The sandbox ended with ${code}.`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const url = /HubSpot sandbox ready at (\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

function readProcessorSeconds(pid: number | undefined): number | undefined {
  if (process.platform !== 'linux' || pid === undefined) return undefined;
  const ticksPerSecond = 100;
  // Behind the name in parentheses, which may hold spaces: user and system time are the 12th and 13th.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function readPeakMemory(pid: number | undefined): number | undefined {
  if (process.platform !== 'linux' || pid === undefined) return undefined;
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return peak === undefined ? undefined : Number(peak) / 1_024;
}

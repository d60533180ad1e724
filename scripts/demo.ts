/**
 * The whole product on this machine, without any account: PostgreSQL, the HubSpot and Salesforce sandbox, the app and
 * the worker. `npm run demo`; with `-- --fresh` everything an earlier demo kept is thrown away first.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { applyMigrations } from '#lib/db/migrate.ts';
import { buildApp } from '#scripts/local/build-app.ts';
import { isPortFree } from '#scripts/local/ports.ts';
import { startPostgres } from '#scripts/local/postgres.ts';
import { prepareCode } from '#scripts/local/prepare-code.ts';
import { showProgress } from '#scripts/local/progress.ts';
import { readCommandLine } from '#scripts/local/read-command-line.ts';
import { root } from '#scripts/local/root.ts';
import { keepSecrets } from '#scripts/local/secrets.ts';
import { type Stack, startStack } from '#scripts/local/stack.ts';
import { describeError, hasErrorCode, StartProblem } from '#scripts/local/start-problem.ts';
import { describeEnd } from '#scripts/local/wait-until-ready.ts';

const home = join(root, '.data/demo');
const lockFile = join(home, 'demo.pid');
const logDirectory = join(home, 'logs');
const stateFile = join(home, 'sandbox-state');

type Settings = { isFresh: boolean; ports: { app: number; hubspot: number; salesforce: number } };

/** What is running, newest last. Stopped in the opposite order, so that PostgreSQL is the last to go. */
const running: { stop(): Promise<void> }[] = [];

function readSettings(): Settings {
  try {
    const { values } = parseArgs({
      options: {
        fresh: { type: 'boolean', default: false },
        port: { type: 'string', default: '3000' },
        'hubspot-port': { type: 'string', default: '4010' },
        'salesforce-port': { type: 'string', default: '4020' },
      },
    });
    const ports = {
      app: Number(values.port),
      hubspot: Number(values['hubspot-port']),
      salesforce: Number(values['salesforce-port']),
    };
    for (const port of Object.values(ports)) {
      if (!Number.isInteger(port) || port < 1 || port > 65_535)
        throw new Error('A port is a number from 1 to 65535.');
    }
    return { isFresh: values.fresh, ports };
  } catch (error) {
    throw new StartProblem(
      `${describeError(error).replace(/[.]?$/, '.')} Usage: npm run demo -- [--fresh] [--port 3000] [--hubspot-port 4010] [--salesforce-port 4020]`,
    );
  }
}

let holdsLock = false;

/** Two demos on one database would end each other's server. */
function takeLock() {
  mkdirSync(home, { recursive: true });
  let owner: number | null = null;
  try {
    owner = Number.parseInt(readFileSync(lockFile, 'utf8'), 10);
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error;
  }
  if (owner !== null && owner !== process.pid && readCommandLine(owner)?.includes('scripts/demo.ts')) {
    throw new StartProblem(
      `The demo is already running (process ${owner}). Stop it with Ctrl-C in its terminal first.`,
    );
  }
  writeFileSync(lockFile, String(process.pid));
  holdsLock = true;
}

async function checkPorts(ports: Settings['ports']) {
  const choices = [
    ['Sluice', ports.app, '--port'],
    ['the HubSpot sandbox', ports.hubspot, '--hubspot-port'],
    ['the Salesforce sandbox', ports.salesforce, '--salesforce-port'],
  ] as const;
  for (const [title, port, option] of choices) {
    if (await isPortFree(port)) continue;
    throw new StartProblem(
      `Port ${port}, meant for ${title}, is used by another program. Stop that program, or choose another port: npm run demo -- ${option} ${port + 1}`,
    );
  }
}

async function startEverything({ isFresh, ports }: Settings): Promise<Stack> {
  takeLock();
  await checkPorts(ports);
  if (isFresh) {
    for (const kept of ['postgres', 'sandbox-state', 'secrets.json', 'logs']) {
      rmSync(join(home, kept), { recursive: true, force: true });
    }
  }
  const secrets = keepSecrets(join(home, 'secrets.json'));
  await prepareCode(logDirectory);
  const postgres = await showProgress('Starting PostgreSQL', () =>
    startPostgres({
      dataDirectory: join(home, 'postgres'),
      password: secrets.databasePassword,
      isDurable: true,
      logFile: join(logDirectory, 'postgres.log'),
    }),
  );
  running.push(postgres);
  await postgres.ensureDatabase('sluice');
  const databaseUrl = postgres.urlOf('sluice');
  await showProgress('Applying migrations', () => applyMigrations(databaseUrl));
  await buildApp(logDirectory);
  const stack = await showProgress('Starting the sandbox, the app and the worker', () =>
    startStack({ databaseUrl, ports, secrets, scenario: 'demo', sandboxStateFile: stateFile, logDirectory }),
  );
  running.push(stack);
  watchForEnds(stack, postgres.exited);
  return stack;
}

function describeStack({ appUrl, hubspotUrl, salesforceUrl }: Stack): string {
  return `
Sluice is ready.

  Sluice               ${appUrl}
  HubSpot sandbox      ${hubspotUrl}
  Salesforce sandbox   ${salesforceUrl}

Try first
  1. Open Sluice, connect HubSpot, then Salesforce. Both are the local sandbox; Aurora Energia is the larger company.
  2. Contacts tab, Limit sync: "+ Create inclusion list" opens the Lists tool. Make an active list, come back, choose it.
  3. Press Resync. The Leads of the Salesforce sandbox then hold the members of the list, and nobody else.

Ctrl-C stops everything and keeps the data. "npm run demo -- --fresh" starts over. Logs: ${relative(root, logDirectory)}
`;
}

let isStopping = false;

async function stopEverything() {
  isStopping = true;
  for (const part of running.toReversed()) await part.stop();
  if (holdsLock) rmSync(lockFile, { force: true });
}

async function finish(exitCode: number, lastWords: string) {
  if (isStopping) return;
  if (running.length > 0) console.log('\nStopping …');
  await stopEverything();
  if (exitCode === 0) console.log(lastWords);
  else console.error(lastWords);
  process.exit(exitCode);
}

function watchForEnds(stack: Stack, postgresExited: Promise<void>) {
  for (const child of stack.children) void child.exited.then((code) => finish(1, describeEnd(child, code)));
  void postgresExited.then(() => finish(1, `PostgreSQL stopped. See ${join(logDirectory, 'postgres.log')}`));
}

function describeProblem(error: unknown): string {
  if (error instanceof StartProblem) return error.message;
  if (hasErrorCode(error, 'EACCES', 'EPERM', 'EROFS')) {
    return `Sluice keeps the demo's data in ${home}, and this account may not write there (${describeError(error)}). Change the owner or the permissions of that folder, or clone Sluice elsewhere.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void finish(0, 'Stopped. The data is kept for the next start.'));
}
try {
  console.log(describeStack(await startEverything(readSettings())));
} catch (error) {
  await finish(1, describeProblem(error));
}

import { join } from 'node:path';
import { root } from './root.ts';
import type { Secrets } from './secrets.ts';
import { type Child, startChild } from './start-child.ts';
import { waitForChild, waitForHttp } from './wait-until-ready.ts';

export type StackOptions = {
  databaseUrl: string;
  ports: { app: number; hubspot: number; salesforce: number };
  secrets: Secrets;
  /** The sandbox's starting world. */
  scenario: string;
  /** Where the sandbox keeps its world over restarts. Without it, the world ends with the sandbox. */
  sandboxStateFile?: string;
  /** Receives every exchange of both platforms, as JSON lines. */
  sandboxRecordFile?: string;
  /** How often both platforms are asked for changes; without it, the product's own default. */
  sweepIntervalSeconds?: number;
  logDirectory: string;
};

/** The sandbox, the app and one worker, all ready to be used. */
export type Stack = {
  appUrl: string;
  hubspotUrl: string;
  salesforceUrl: string;
  /** The processes in the order they were started. */
  children: Child[];
  /** Starts one more worker, for tests that killed the first. */
  startWorker(): Promise<Child>;
  stop(): Promise<void>;
};

type Addresses = Pick<Stack, 'appUrl' | 'hubspotUrl' | 'salesforceUrl'>;

function addressesOf({ ports }: StackOptions): Addresses {
  return {
    // Two host names on purpose: cookies ignore ports, and the sandbox must not see or overwrite the app's.
    appUrl: `http://localhost:${ports.app}`,
    hubspotUrl: `http://127.0.0.1:${ports.hubspot}`,
    salesforceUrl: `http://127.0.0.1:${ports.salesforce}`,
  };
}

/** The environment of the product, pointed at the sandbox instead of the real services. */
function environmentOf(options: StackOptions): NodeJS.ProcessEnv {
  const { databaseUrl, secrets, ports } = options;
  const { appUrl, hubspotUrl, salesforceUrl } = addressesOf(options);
  return {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    DATABASE_URL: databaseUrl,
    APP_URL: appUrl,
    NEXTAUTH_SECRET: secrets.nextAuthSecret,
    TOKEN_ENCRYPTION_KEYS: secrets.tokenEncryptionKeys,
    HUBSPOT_CLIENT_ID: secrets.hubspotClientId,
    HUBSPOT_CLIENT_SECRET: secrets.hubspotClientSecret,
    HUBSPOT_API_URL: hubspotUrl,
    HUBSPOT_APP_URL: hubspotUrl,
    SALESFORCE_CLIENT_ID: secrets.salesforceClientId,
    SALESFORCE_CLIENT_SECRET: secrets.salesforceClientSecret,
    SALESFORCE_LOGIN_URL: salesforceUrl,
    SALESFORCE_SANDBOX_LOGIN_URL: salesforceUrl,
    SALESFORCE_INSTANCE_HOSTS: `127.0.0.1:${ports.salesforce}`,
    ...(options.sweepIntervalSeconds !== undefined && {
      SWEEP_INTERVAL_SECONDS: String(options.sweepIntervalSeconds),
    }),
  };
}

async function startProgram(
  options: StackOptions,
  program: { name: string; args: string[]; waitUntilReady: (child: Child) => Promise<void> },
): Promise<Child> {
  const child = await startChild({
    title: `the ${program.name}`,
    command: process.execPath,
    args: program.args,
    env: environmentOf(options),
    logFile: join(options.logDirectory, `${program.name}.log`),
  });
  try {
    await program.waitUntilReady(child);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return child;
}

function startSandbox(options: StackOptions): Promise<Child> {
  const { appUrl, hubspotUrl, salesforceUrl } = addressesOf(options);
  return startProgram(options, {
    name: 'sandbox',
    args: [
      join(root, 'sandbox/main.ts'),
      ...['--scenario', options.scenario, '--app-url', appUrl, '--webhooks'],
      ...['--hubspot-port', String(options.ports.hubspot)],
      ...['--salesforce-port', String(options.ports.salesforce)],
      ...(options.sandboxStateFile === undefined ? [] : ['--state', options.sandboxStateFile]),
      ...(options.sandboxRecordFile === undefined ? [] : ['--record', options.sandboxRecordFile]),
    ],
    async waitUntilReady(child) {
      await waitForHttp(child, `${hubspotUrl}/_control/counters`);
      await waitForHttp(child, `${salesforceUrl}/_control/counters`);
    },
  });
}

function startApp(options: StackOptions): Promise<Child> {
  return startProgram(options, {
    name: 'app',
    args: [
      join(root, 'node_modules/next/dist/bin/next'),
      ...['start', '-H', '127.0.0.1', '-p', String(options.ports.app)],
    ],
    waitUntilReady: (child) => waitForHttp(child, addressesOf(options).appUrl),
  });
}

function startWorker(options: StackOptions): Promise<Child> {
  return startProgram(options, {
    name: 'worker',
    args: [join(root, 'worker/main.ts')],
    waitUntilReady: (child) =>
      waitForChild(child, async () => child.readLastLines(50).includes('worker ready')),
  });
}

/**
 * Starts sandbox, app and worker against a migrated database, and waits until each can be used.
 *
 * @throws StartProblem when one cannot start; the others are stopped again
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const children: Child[] = [];
  const stop = async () => {
    for (const child of children.toReversed()) await child.stop();
  };
  const keep = (child: Child) => {
    children.push(child);
    return child;
  };
  try {
    keep(await startSandbox(options));
    keep(await startApp(options));
    keep(await startWorker(options));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...addressesOf(options),
    children,
    startWorker: async () => keep(await startWorker(options)),
    stop,
  };
}

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readAppFromEnvironment } from './hubspot/apps.ts';
import { createHubspotService, type HubspotService } from './hubspot/service.ts';
import { type Clock, createClock } from './kernel/clock.ts';
import { type Listener, listen } from './kernel/listen.ts';
import { createRandom } from './kernel/random.ts';
import { createSalesforceService } from './salesforce/service.ts';
import { readState, writeState } from './state-file.ts';

export interface SandboxOptions {
  scenario?: string;
  /** 0 takes any free port. */
  hubspotPort?: number;
  salesforcePort?: number;
  /** Where the product is reached: decides the redirect addresses both servers accept. */
  appUrl?: string;
  /** Keeps both worlds over restarts; an existing file is continued instead of loading the scenario. */
  statePath?: string;
  /** Writes every exchange of both servers as JSON lines. */
  recordPath?: string;
  clock?: Clock;
  /** Pushes HubSpot's events to the product at `appUrl`. */
  sendsWebhooks?: boolean;
}

export interface Sandbox {
  hubspotUrl: string;
  salesforceUrl: string;
  clock: Clock;
  hubspot: HubspotService;
  salesforce: ReturnType<typeof createSalesforceService>;
  stop(): Promise<void>;
}

const SAVE_EVERY_MS = 3_000;

/** Starts both servers on the loopback address. Throws one clear sentence when a port is taken or a file unusable. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = options.clock ?? createClock({ mode: 'real' });
  const listeners: Listener[] = [];
  const hubspot = createHubspotService({
    clock,
    // Seeded by time: after a restart with a saved world, new tokens must not repeat old ones.
    random: createRandom(`hubspot/${clock.now()}`),
    baseUrl: () => listeners[0]?.url ?? '',
    ...(options.sendsWebhooks && { webhooks: { targetUrl: webhookTarget(options.appUrl) } }),
    app: {
      ...readAppFromEnvironment(process.env),
      ...(options.appUrl && { redirectUris: [`${options.appUrl}/api/auth/callback/hubspot`] }),
    },
  });
  const salesforce = createSalesforceService({
    clock,
    random: createRandom(`salesforce/${clock.now()}`),
    baseUrl: () => listeners[1]?.url ?? '',
    ...(process.env.SALESFORCE_CLIENT_ID && { clientId: process.env.SALESFORCE_CLIENT_ID }),
    ...(process.env.SALESFORCE_CLIENT_SECRET && { clientSecret: process.env.SALESFORCE_CLIENT_SECRET }),
    ...(options.appUrl && { redirectUris: [`${options.appUrl}/api/salesforce/callback`] }),
  });
  loadWorlds(options, clock, hubspot, salesforce);
  for (const { recorder } of [hubspot, salesforce.service]) recorder.recordTo(options.recordPath ?? null);
  try {
    listeners.push(await listen(hubspot.app, options.hubspotPort ?? 4010, '--hubspot-port'));
    listeners.push(await listen(salesforce.app, options.salesforcePort ?? 4020, '--salesforce-port'));
  } catch (error) {
    await Promise.all(listeners.map((listener) => listener.close()));
    throw error;
  }
  const saving = keepState(options.statePath, clock, hubspot, salesforce);
  return {
    hubspotUrl: listeners[0]?.url ?? '',
    salesforceUrl: listeners[1]?.url ?? '',
    clock,
    hubspot,
    salesforce,
    async stop() {
      await Promise.all(listeners.map((listener) => listener.close()));
      saving.stop();
      for (const { recorder } of [hubspot, salesforce.service]) recorder.recordTo(null);
    },
  };
}

function webhookTarget(appUrl = 'http://localhost:3000'): string {
  return `${appUrl}/api/webhooks/hubspot`;
}

function loadWorlds(
  { statePath, scenario = 'demo' }: SandboxOptions,
  clock: Clock,
  hubspot: HubspotService,
  salesforce: Sandbox['salesforce'],
): void {
  const state = statePath === undefined ? undefined : readState(statePath);
  if (!state) {
    hubspot.loadScenario(scenario);
    salesforce.loadScenario(scenario);
    return;
  }
  // Time must not run backwards for a world whose clock had been advanced.
  clock.advance(Math.max(0, state.savedAt - clock.now()));
  hubspot.importState(state.hubspot);
  salesforce.importState(state.salesforce as Parameters<typeof salesforce.importState>[0]);
}

/** Saves every few seconds while requests come in, and once more on `stop`. */
function keepState(
  path: string | undefined,
  clock: Clock,
  hubspot: HubspotService,
  salesforce: Sandbox['salesforce'],
): { stop(): void } {
  if (path === undefined) return { stop: () => undefined };
  let savedActivity = -1;
  let wait = SAVE_EVERY_MS;
  const save = (): void => {
    const start = performance.now();
    writeState(path, {
      savedAt: clock.now(),
      hubspot: hubspot.exportState(),
      salesforce: salesforce.exportState(),
    });
    // A world of a million contacts takes seconds to save: saving must stay a small part of the time.
    wait = Math.max(SAVE_EVERY_MS, 20 * (performance.now() - start));
  };
  const saveIfActive = (): void => {
    const activity = hubspot.counters.activity() + salesforce.service.counters.activity();
    if (activity !== savedActivity) save();
    savedActivity = activity;
    timer = clock.after(wait, saveIfActive);
  };
  save();
  let timer = clock.after(wait, saveIfActive);
  return {
    stop() {
      timer.cancel();
      save();
    },
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string', default: 'demo' },
      'hubspot-port': { type: 'string', default: '4010' },
      'salesforce-port': { type: 'string', default: '4020' },
      'app-url': { type: 'string' },
      state: { type: 'string' },
      record: { type: 'string' },
      webhooks: { type: 'boolean', default: false },
    },
  });
  const sandbox = await startSandbox({
    scenario: values.scenario,
    hubspotPort: readPort(values['hubspot-port'], '--hubspot-port'),
    salesforcePort: readPort(values['salesforce-port'], '--salesforce-port'),
    ...(values['app-url'] && { appUrl: values['app-url'].replace(/\/$/, '') }),
    ...(values.state && { statePath: resolve(values.state) }),
    sendsWebhooks: values.webhooks,
    ...(values.record && { recordPath: resolve(values.record) }),
  });
  console.log(`HubSpot sandbox ready at ${sandbox.hubspotUrl}`);
  console.log(`Salesforce sandbox ready at ${sandbox.salesforceUrl}`);
  const stop = (): void => {
    sandbox.stop().then(
      () => process.exit(0),
      (error) => fail(error),
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function readPort(text: string, option: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`${option} must be a number from 0 to 65535.`);
  }
  return port;
}

function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

if (import.meta.main) main().catch(fail);

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Container, createContainer } from '#lib/container.ts';
import { initialSettings, type SyncSettings } from '#lib/domain/settings.ts';
import type { TenantSession } from '#lib/services/sync-session.ts';
import { findFreePort } from '#scripts/local/ports.ts';
import { root } from '#scripts/local/root.ts';
import { createSecrets } from '#scripts/local/secrets.ts';
import { startChild } from '#scripts/local/start-child.ts';
import { startTestPostgres, templateDatabase } from '#scripts/local/test-postgres.ts';
import { waitForHttp } from '#scripts/local/wait-until-ready.ts';
import { type Addresses, connectTenant } from './connect-tenant.ts';
import { type Control, openControl } from './control.ts';
import { openWithoutLimit } from './without-limit.ts';

/** One tenant of the product between a real PostgreSQL and both local platforms in a process of their own. */
export type Rig = Addresses & {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly container: Container;
  readonly tenantId: string;
  readonly hubspot: Control;
  readonly salesforce: Control;
  /** Keeps to no rate limit of HubSpot's. */
  openSession(): Promise<TenantSession>;
  /** Saves settings on top of the current ones. */
  changeSettings(changes: Partial<SyncSettings>): Promise<void>;
  stop(): Promise<void>;
};

export type RigOptions = {
  readonly sendsWebhooks?: boolean;
  /** Without it change feeds are read once at the start, and stay out of what is counted behind it. */
  readonly sweepSeconds?: number;
};

export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  // Root starts PostgreSQL under another account, which must be able to enter.
  chmodSync(folder, 0o755);
  const postgres = await startTestPostgres(folder);
  const [appPort, hubspotPort, salesforcePort] = [
    await findFreePort(),
    await findFreePort(),
    await findFreePort(),
  ];
  const addresses: Addresses = {
    appPort,
    appUrl: `http://localhost:${appPort}`,
    hubspotUrl: `http://127.0.0.1:${hubspotPort}`,
    salesforceUrl: `http://127.0.0.1:${salesforcePort}`,
  };
  const environment = environmentOf(
    postgres.urlOf(templateDatabase),
    addresses,
    options.sweepSeconds ?? 3_600,
  );
  const sandbox = await startChild({
    title: 'the sandbox',
    command: process.execPath,
    args: [
      join(root, 'sandbox/main.ts'),
      ...['--scenario', 'empty', '--app-url', addresses.appUrl],
      ...['--hubspot-port', String(hubspotPort), '--salesforce-port', String(salesforcePort)],
      ...(options.sendsWebhooks ? ['--webhooks'] : []),
    ],
    env: { ...process.env, ...environment },
    logFile: join(folder, 'sandbox.log'),
  });
  await waitForHttp(sandbox, `${addresses.salesforceUrl}/_control/counters`);
  const hubspot = openControl(addresses.hubspotUrl);
  await hubspot.post('settings', { callsPerTenSeconds: null, searchesPerSecond: null });
  const salesforce = openControl(addresses.salesforceUrl);
  await salesforce.post('org', { dailyApiLimit: 10_000_000 });
  const container = createContainer(environment);
  const tenantId = await connectTenant(container, addresses);
  const stores = container.openStores(tenantId);
  return {
    ...addresses,
    folder,
    environment,
    container,
    tenantId,
    hubspot,
    salesforce,
    openSession: () => openWithoutLimit(container, tenantId),
    async changeSettings(changes) {
      const { revision, settings } = await stores.settings.readCurrent();
      const next = { ...(revision === 0 ? initialSettings() : settings), ...changes };
      await stores.settings.save(revision, next, 'bench');
    },
    async stop() {
      await sandbox.stop();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function environmentOf(databaseUrl: string, addresses: Addresses, sweepSeconds: number) {
  const secrets = createSecrets();
  const { appUrl, hubspotUrl, salesforceUrl } = addresses;
  return {
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
    SALESFORCE_INSTANCE_HOSTS: new URL(salesforceUrl).host,
    SWEEP_INTERVAL_SECONDS: String(sweepSeconds),
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from './main.ts';

let folder: string;
let started: Sandbox[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  started = [];
});
afterEach(async () => {
  for (const sandbox of started) await sandbox.stop();
  await rm(folder, { recursive: true });
});

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ scenario: 'empty', hubspotPort: 0, salesforcePort: 0, ...options });
  started.push(sandbox);
  return sandbox;
}

const portalsOf = async ({ hubspotUrl }: Sandbox) =>
  (await (await fetch(`${hubspotUrl}/_control/portals`)).json()).portals;
const generate = ({ hubspotUrl }: Sandbox, contacts: number) =>
  fetch(`${hubspotUrl}/_control/generate`, { method: 'POST', body: JSON.stringify({ contacts }) });

describe('startSandbox', () => {
  it('serves both sides on free ports', async () => {
    const sandbox = await start({ scenario: 'demo' });
    for (const url of [sandbox.hubspotUrl, sandbox.salesforceUrl]) {
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect((await fetch(`${url}/_control/counters`)).status).toBe(200);
    }
    expect((await portalsOf(sandbox))[0].contacts).toBe(1_200);
  });

  it('says in one sentence that a port is taken, and lets go of the other', async () => {
    const first = await start();
    const taken = Number(new URL(first.salesforceUrl).port);
    await expect(start({ salesforcePort: taken })).rejects.toThrow(
      `Port ${taken} is already in use; choose another with --salesforce-port.`,
    );
  });

  it('accepts the redirect address of the given app', async () => {
    const { hubspot } = await start({ appUrl: 'http://localhost:3456' });
    expect(hubspot.world.apps[0]?.redirectUris).toEqual(['http://localhost:3456/api/auth/callback/hubspot']);
  });

  it('tells the given app about changes when told to', async () => {
    const quiet = await start();
    const telling = await start({ appUrl: 'http://localhost:3456', sendsWebhooks: true });
    expect(quiet.hubspot.world.webhooks.settings.targetUrl).toBeNull();
    expect(telling.hubspot.world.webhooks.settings.targetUrl).toBe(
      'http://localhost:3456/api/webhooks/hubspot',
    );
  });

  it('records both sides', async () => {
    const recordPath = join(folder, 'exchanges.jsonl');
    const sandbox = await start({ recordPath });
    await fetch(`${sandbox.hubspotUrl}/crm/v3/owners`);
    await fetch(`${sandbox.salesforceUrl}/services/data`);
    const lines = (await readFile(recordPath, 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).service)).toEqual(['hubspot', 'salesforce']);
  });
});

describe('a saved sandbox', () => {
  it('goes on where it stopped, its clock included', async () => {
    const statePath = join(folder, 'deep', 'state');
    const first = await start({ statePath });
    await generate(first, 30);
    first.clock.advance(3_600_000);
    const stoppedAt = first.clock.now();
    await first.stop();
    const second = await start({ statePath, scenario: 'demo' });
    expect((await portalsOf(second))[0].contacts).toBe(30);
    expect(second.clock.now()).toBeGreaterThanOrEqual(stoppedAt);
  });

  it('has saved within seconds what a kill would lose', async () => {
    const statePath = join(folder, 'state');
    const first = await start({ statePath });
    await generate(first, 30);
    let copies = 0;
    const countSaved = async (): Promise<number> => {
      copies += 1;
      const copyPath = join(folder, `copy-${copies}`);
      await copyFile(statePath, copyPath);
      return (await portalsOf(await start({ statePath: copyPath })))[0].contacts;
    };
    await expect.poll(countSaved, { timeout: 15_000, interval: 500 }).toBe(30);
  });

  it('is refused with one sentence when it cannot be read', async () => {
    const statePath = join(folder, 'state');
    await writeFile(statePath, 'nonsense');
    await expect(start({ statePath })).rejects.toThrow('is not a saved sandbox; delete it to start afresh.');
  });
});

describe('the program', () => {
  const program = fileURLToPath(new URL('./main.ts', import.meta.url));
  const run = (...args: string[]) =>
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  it('prints a line for each server and ends cleanly on SIGTERM', async () => {
    const child = run('--scenario', 'empty', '--hubspot-port', '0', '--salesforce-port', '0');
    let printed = '';
    child.stdout.on('data', (data) => {
      printed += data;
    });
    await expect.poll(() => printed, { timeout: 15_000 }).toMatch(/HubSpot .* http:.*\nSalesforce .* http:/);
    const url = /HubSpot sandbox ready at (\S+)/.exec(printed)?.[1];
    await fetch(`${url}/_control/counters`, { headers: { connection: 'keep-alive' } });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it.each([
    [['--scenario', 'nope'], /^Unknown scenario "nope"/],
    [['--port', '1'], /Unknown option '--port'/],
    [['--hubspot-port', 'many'], /--hubspot-port must be a number/],
  ])('explains itself: %j', async (args, words) => {
    const child = run('--hubspot-port', '0', '--salesforce-port', '0', ...args);
    let printed = '';
    child.stderr.on('data', (data) => {
      printed += data;
    });
    expect((await once(child, 'exit'))[0]).toBe(1);
    expect(printed.trim()).toMatch(words);
    expect(printed.trim().split('\n')).toHaveLength(1);
  });
});

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { sendJson, startTestServer } from '#lib/platform/test-server.ts';

const run = promisify(execFile);

/** Loads jsforce and calls both platforms' addresses, as the worker does; prints the two answers. */
const callBoth = `
  import { Client } from '@hubspot/api-client';
  import { createSalesforceClient } from '#lib/salesforce/client.ts';
  import { createApiBudget } from '#lib/salesforce/api-usage.ts';
  import { systemClock } from '#lib/platform/clock.ts';
  import { z } from 'zod';
  const apiUrl = process.env.SERVER_URL;
  const token = { accessToken: 'session', instanceUrl: apiUrl };
  const client = createSalesforceClient({
    tokens: { readToken: async () => token, replaceToken: async () => token },
    budget: createApiBudget(),
    clock: systemClock,
  });
  const call = { method: 'POST', path: '/composite/sobjects', body: { side: 'salesforce', note: 'è' }, schema: z.unknown() };
  const salesforce = await client.request(call);
  const hubspot = new Client({ basePath: apiUrl, accessToken: 'token' });
  const answer = await hubspot.apiRequest({ method: 'POST', path: '/crm', body: { side: 'hubspot', note: 'è' } });
  console.log(JSON.stringify([salesforce, await answer.json()]));
`;

test('jsforce and the HubSpot client work in one process, whatever proxy the environment names', async () => {
  const server = await startTestServer(({ body }, response) => sendJson(response, 200, JSON.parse(body)));
  const proxy = await startTestServer((_, response) => sendJson(response, 502, {}));
  try {
    const proxies = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'].map((name) => [
      name,
      proxy.url,
    ]);
    const env = { ...process.env, ...Object.fromEntries(proxies), SERVER_URL: server.url };
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', callBoth], { env });
    expect(JSON.parse(stdout)).toEqual([
      { side: 'salesforce', note: 'è' },
      { side: 'hubspot', note: 'è' },
    ]);
    expect(proxy.requests).toHaveLength(0);
  } finally {
    await Promise.all([server.stop(), proxy.stop()]);
  }
});

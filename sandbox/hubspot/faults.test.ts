import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClock } from '#sandbox/kernel/clock.ts';
import { type Listener, listen } from '#sandbox/kernel/listen.ts';
import { createRandom } from '#sandbox/kernel/random.ts';
import { createHubspotService, type HubspotService } from './service.ts';
import {
  callback,
  codeExchange,
  credentials,
  demoPortal,
  type Json,
  requiredScopes,
} from './testing/start-hubspot.ts';

/** What a plain client sees of each fault, over a socket and with a clock that runs. */
let hubspot: HubspotService;
let listener: Listener;
let url = '';
let tokens: Json = {};
beforeEach(async () => {
  hubspot = createHubspotService({
    clock: createClock({ mode: 'real' }),
    random: createRandom('faults'),
    baseUrl: () => url,
    app: { clientId: 'test-client', clientSecret: 'test-secret', redirectUris: [callback] },
  });
  hubspot.loadScenario('demo');
  listener = await listen(hubspot.app, 0, 'port');
  ({ url } = listener);
  tokens = await (await postForm('/oauth/2026-09/token', codeExchange(await consent()))).json();
});
afterEach(() => listener.close());

async function consent(): Promise<string> {
  const query = new URLSearchParams({
    client_id: credentials.client_id,
    redirect_uri: callback,
    scope: requiredScopes.join(' '),
  });
  const answer = await fetch(`${url}/oauth/authorize?${query}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ portalId: String(demoPortal), decision: 'connect' }),
  });
  return new URL(answer.headers.get('location') ?? url).searchParams.get('code') ?? '';
}

const postForm = (path: string, form: Record<string, string>) =>
  fetch(url + path, { method: 'POST', body: new URLSearchParams(form) });
const control = (path: string, body: object = {}, method = 'POST') =>
  fetch(`${url}/_control/${path}`, { method, body: JSON.stringify(body) });
const contacts = '/crm/objects/2026-09/contacts';
const call = (method: string, path: string, body?: object, signal?: AbortSignal) =>
  fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${tokens.access_token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
const refresh = (refreshToken: unknown) =>
  postForm('/oauth/2026-09/token', {
    ...credentials,
    grant_type: 'refresh_token',
    refresh_token: String(refreshToken),
  });

describe('answers', () => {
  it('of another status, with headers and a body', async () => {
    await control('faults', {
      path: '/crm/owners/**',
      status: 477,
      headers: { 'retry-after': '30' },
      body: { message: 'moving' },
      times: 1,
    });
    const answer = await call('GET', '/crm/owners/2026-09/');
    expect(answer.status).toBe(477);
    expect(answer.headers.get('retry-after')).toBe('30');
    expect(await answer.json()).toEqual({ message: 'moving' });
    expect((await call('GET', '/crm/owners/2026-09')).status).toBe(200);
  });

  it('that are late', async () => {
    await control('faults', { path: `${contacts}**`, delayMs: 60_000 });
    const late = call('GET', contacts);
    await expect.poll(() => hubspot.counters.read().inFlight).toBe(1);
    await control('clock', { advanceMs: 60_000 });
    expect((await late).status).toBe(200);
  });

  it('that never come', async () => {
    await control('faults', { path: `${contacts}**`, hang: true });
    const giveUp = new AbortController();
    const answer = call('GET', contacts, undefined, giveUp.signal);
    await expect.poll(() => hubspot.counters.read().inFlight).toBe(1);
    giveUp.abort();
    await expect(answer).rejects.toThrow();
  });

  it('that break off in the middle', async () => {
    await control('faults', { path: `${contacts}**`, cutAfterBytes: 20 });
    const answer = await call('GET', contacts);
    expect(Number(answer.headers.get('content-length') ?? 100)).toBeGreaterThan(20);
    await expect(answer.text()).rejects.toThrow();
  });

  it('that are lost although the write took effect', async () => {
    const input = { properties: { email: 'ghost@fault.example' } };
    await control('faults', { method: 'POST', path: contacts, when: 'after', status: 504, times: 1 });
    expect((await call('POST', contacts, input)).status).toBe(504);
    expect((await call('POST', contacts, input)).status).toBe(409);
  });

  it('that say a part failed', async () => {
    const failed = {
      status: 'COMPLETE',
      results: [],
      numErrors: 1,
      errors: [{ category: 'VALIDATION_ERROR' }],
    };
    await control('faults', { method: 'POST', path: `${contacts}/batch/create`, status: 207, body: failed });
    const answer = await call('POST', `${contacts}/batch/create`, { inputs: [] });
    expect(answer.status).toBe(207);
    expect(await answer.json()).toEqual(failed);
  });

  it('of 429, as many as asked for, and by the limit itself', async () => {
    await control('faults', { path: '/crm/**', status: 429, times: 2 });
    const statuses = [];
    for (let turn = 0; turn < 3; turn++) statuses.push((await call('GET', contacts)).status);
    expect(statuses).toEqual([429, 429, 200]);
    await control('settings', { callsPerTenSeconds: 1 });
    const limited = await call('GET', contacts);
    expect(limited.status).toBe(429);
    expect(await limited.json()).toMatchObject({
      errorType: 'RATE_LIMIT',
      policyName: 'TEN_SECONDLY_ROLLING',
    });
  });

  it('that are slow for everybody', async () => {
    await control('latency', { p50Ms: 30_000 });
    const slow = call('GET', contacts);
    await expect.poll(() => hubspot.counters.read().inFlight).toBe(1);
    await control('clock', { advanceMs: 30_000 });
    expect((await slow).status).toBe(200);
  });
});

describe('tokens', () => {
  it('expire', async () => {
    await control('tokens/expire', { portalId: demoPortal });
    const answer = await call('GET', contacts);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ category: 'EXPIRED_AUTHENTICATION' });
    expect((await refresh(tokens.refresh_token)).status).toBe(200);
  });

  it('are revoked', async () => {
    await control('tokens/revoke', { portalId: demoPortal });
    const answer = await refresh(tokens.refresh_token);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ status: 'BAD_REFRESH_TOKEN', error: 'invalid_grant' });
    expect((await call('GET', contacts)).status).toBe(200);
  });

  it('rotate, and the old one is dead', async () => {
    await control('settings', { rotateRefreshTokens: true });
    const next: Json = await (await refresh(tokens.refresh_token)).json();
    expect(next.refresh_token).not.toBe(tokens.refresh_token);
    expect((await refresh(tokens.refresh_token)).status).toBe(400);
    expect((await refresh(next.refresh_token)).status).toBe(200);
  });

  it('end when the customer removes the app', async () => {
    await control('uninstall', { portalId: demoPortal });
    expect((await call('GET', contacts)).status).toBe(401);
    expect((await refresh(tokens.refresh_token)).status).toBe(400);
  });

  it('lose scopes with the subscription, and everything with the account', async () => {
    await control(`portals/${demoPortal}`, { deniedScopes: ['crm.lists.read', 'crm.segments.read'] });
    const denied = await call('POST', '/crm/lists/2026-09/search', {});
    expect(denied.status).toBe(403);
    expect(await denied.json()).toMatchObject({ category: 'MISSING_SCOPES' });
    await control(`portals/${demoPortal}`, { isActive: false });
    expect(await (await refresh(tokens.refresh_token)).json()).toMatchObject({ status: 'BAD_HUB' });
  });
});

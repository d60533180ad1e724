import { createHash } from 'node:crypto';
import { createClock } from '#sandbox/kernel/clock.ts';
import { createRandom } from '#sandbox/kernel/random.ts';
import { createSalesforceService } from '../service.ts';

export const base = 'http://salesforce.test';
export const callback = 'http://localhost:3000/api/salesforce/callback';
export const client = { client_id: 'test-client', client_secret: 'test-secret' };
export const verifier = 'a'.repeat(64);
export const admin = 'elena.marchetti@aurora-energia.example';

/** A Salesforce in this process, its clock standing still. */
export function startSalesforce(scenario?: string) {
  const clock = createClock({ mode: 'manual' });
  const salesforce = createSalesforceService({
    clock,
    random: createRandom('test'),
    baseUrl: () => base,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    redirectUris: [callback],
  });
  if (scenario) salesforce.loadScenario(scenario);

  const send = async (path: string, init: RequestInit = {}): Promise<Response> =>
    salesforce.app.fetch(new Request(base + path, { redirect: 'manual', ...init }));

  const post = (path: string, form: Record<string, string>): Promise<Response> =>
    send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });

  const control = (path: string, body: unknown = {}, method = 'POST'): Promise<Response> =>
    send(`/_control/${path}`, { method, ...(method === 'GET' ? {} : { body: JSON.stringify(body) }) });

  return { ...salesforce, clock, send, post, control };
}

export type Salesforce = ReturnType<typeof startSalesforce>;

export function authorizePath(parameters: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: callback,
    scope: 'api refresh_token id',
    state: 'st 1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  });
  for (const [name, value] of [...query]) if (value === '') query.delete(name);
  return `/services/oauth2/authorize?${query}`;
}

/** Walks the pages as a person would and answers where the browser is sent in the end. */
export async function approve(
  salesforce: Salesforce,
  options: { username?: string; decision?: string; parameters?: Record<string, string> } = {},
): Promise<URL> {
  const path = authorizePath(options.parameters);
  const login = await salesforce.post('/login', {
    authorize: path.slice(path.indexOf('?') + 1),
    username: options.username ?? admin,
  });
  const source = new URL(login.headers.get('location') ?? '', base).searchParams.get('source') ?? '';
  const decided = await salesforce.post('/setup/secur/RemoteAccessAuthorizationPage.apexp', {
    source,
    decision: options.decision ?? 'allow',
  });
  return new URL(decided.headers.get('location') ?? '', base);
}

export type Tokens = Record<
  | 'access_token'
  | 'refresh_token'
  | 'id'
  | 'instance_url'
  | 'scope'
  | 'issued_at'
  | 'token_type'
  | 'signature',
  string
>;

export async function exchange(
  salesforce: Salesforce,
  form: Record<string, string>,
): Promise<{ status: number; body: Tokens & Record<string, string> }> {
  const response = await salesforce.post('/services/oauth2/token', { ...client, ...form });
  return { status: response.status, body: (await response.json()) as Tokens };
}

export async function connect(salesforce: Salesforce, username = admin): Promise<Tokens> {
  const landed = await approve(salesforce, { username });
  const { body } = await exchange(salesforce, {
    grant_type: 'authorization_code',
    code: landed.searchParams.get('code') ?? '',
    redirect_uri: callback,
    code_verifier: verifier,
  });
  return body;
}

export type Answer = { status: number; body: unknown; headers: Headers };
export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** Calls the REST API as a connected client; a path without leading slash is under v67.0. */
export function callerOf(salesforce: Salesforce, tokens: Tokens): Call {
  return async (method, path, body, headers = {}) => {
    const response = await salesforce.send(path.startsWith('/') ? path : `/services/data/v67.0/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${tokens.access_token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      body: isJson && text ? JSON.parse(text) : text,
      headers: response.headers,
    };
  };
}

/** A Salesforce with a scenario, a connected admin and a way to call. */
export async function startConnected(scenario = 'empty') {
  const salesforce = startSalesforce(scenario);
  const tokens = await connect(salesforce);
  return { salesforce, tokens, call: callerOf(salesforce, tokens) };
}

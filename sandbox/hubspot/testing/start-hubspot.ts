import { type Clock, createClock } from '#sandbox/kernel/clock.ts';
import { createRandom } from '#sandbox/kernel/random.ts';
import { createHubspotService, type HubspotOptions, type HubspotService } from '../service.ts';

export const base = 'http://hubspot.test';
export const callback = 'http://localhost:3000/api/auth/callback/hubspot';
export const demoPortal = 139_482_011;
export const otherPortal = 8_230_417;
export const requiredScopes = [
  'oauth',
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.schemas.contacts.read',
  'crm.lists.read',
  'crm.objects.owners.read',
];
const optionalScopes = ['crm.lists.write', 'crm.schemas.contacts.write'];

/** Parsed JSON: tests name what they look for and compare; nothing is promised about the rest. */
export interface Json {
  [name: string]: Json | undefined;
}

/** The entries of a JSON array. */
export function entries(json: Json | undefined): Json[] {
  return Array.isArray(json) ? json : [];
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Json;
}

export interface TestHubspot extends HubspotService {
  clock: Clock;
  send(path: string, init?: RequestInit): Promise<Response>;
  /** Sends a form and reads the JSON answer. */
  post(path: string, form: Record<string, string>): Promise<Answer>;
  control(path: string, body?: unknown, method?: string): Promise<Response>;
  /** The link to the consent page, with differences; an empty value leaves the parameter out. */
  authorizePath(differences?: Record<string, string>, prefix?: string): string;
  /** Consents in the browser's place and returns where it is sent. */
  consent(portalId?: number, differences?: Record<string, string>): Promise<URL>;
  /** Installs the app, with the scopes to write lists and schemas too. */
  install(portalId?: number, differences?: Record<string, string>): Promise<Account>;
}

/** An account seen through one access token. */
export interface Account {
  tokens: Json;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
}

/** A HubSpot in this process, its clock standing still. */
export function startHubspot(scenario = 'demo', differences: Partial<HubspotOptions> = {}): TestHubspot {
  const clock = createClock({ mode: 'manual' });
  const hubspot = createHubspotService({
    clock,
    random: createRandom('test'),
    baseUrl: () => base,
    app: { clientId: 'test-client', clientSecret: 'test-secret', redirectUris: [callback], optionalScopes },
    ...differences,
  });
  hubspot.loadScenario(scenario);
  const send = async (path: string, init: RequestInit = {}): Promise<Response> =>
    hubspot.app.fetch(new Request(new URL(path, base), init));
  const post = async (path: string, form: Record<string, string>): Promise<Answer> =>
    readAnswer(await send(path, { method: 'POST', body: new URLSearchParams(form) }));
  const test: TestHubspot = {
    ...hubspot,
    clock,
    send,
    post,
    control: (path, body = {}, method = 'POST') =>
      send(`/_control/${path}`, { method, ...(method === 'GET' ? {} : { body: JSON.stringify(body) }) }),
    authorizePath,
    async consent(portalId = demoPortal, differences = {}) {
      const body = new URLSearchParams({ portalId: String(portalId), decision: 'connect' });
      const answer = await send(authorizePath(differences), { method: 'POST', body });
      return new URL(answer.headers.get('location') ?? `${base}/nowhere`);
    },
    async install(portalId = demoPortal, differences = { optional_scope: optionalScopes.join(' ') }) {
      const location = await test.consent(portalId, differences);
      const { body } = await post('/oauth/2026-09/token', {
        ...codeExchange(location.searchParams.get('code') ?? ''),
      });
      return accountOf(send, body);
    },
  };
  return test;
}

function authorizePath(differences: Record<string, string> = {}, prefix = '/oauth/authorize'): string {
  const query = new URLSearchParams({
    client_id: 'test-client',
    redirect_uri: callback,
    scope: requiredScopes.join(' '),
    state: 'st 1',
    ...differences,
  });
  for (const [name, value] of [...query]) if (value === '') query.delete(name);
  return `${prefix}?${query}`;
}

export const credentials = { client_id: 'test-client', client_secret: 'test-secret' };

export function codeExchange(code: string): Record<string, string> {
  return { ...credentials, grant_type: 'authorization_code', redirect_uri: callback, code };
}

function accountOf(send: TestHubspot['send'], tokens: Json): Account {
  return {
    tokens,
    call: async (method, path, body) =>
      readAnswer(
        await send(path, {
          method,
          headers: {
            authorization: `Bearer ${tokens.access_token}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        }),
      ),
  };
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? null : JSON.parse(text)) as Json,
  };
}

export const contacts = '/crm/objects/2026-09/contacts';
export const lists = '/crm/lists/2026-09';
export const properties = '/crm/properties/2026-09/contacts';

/** Criteria of one group in the API's form. */
export function where(...filters: { property: string; operation: Record<string, unknown> }[]) {
  return anyOf(filters);
}

export function anyOf(...groups: { property: string; operation: Record<string, unknown> }[][]) {
  return {
    filterBranchType: 'OR',
    filterBranchOperator: 'OR',
    filters: [],
    filterBranches: groups.map((filters) => ({
      filterBranchType: 'AND',
      filterBranchOperator: 'AND',
      filterBranches: [],
      filters: filters.map((filter) => ({ filterType: 'PROPERTY', ...filter })),
    })),
  };
}

export const isAnyOf = (property: string, ...values: string[]) => ({
  property,
  operation: { operationType: 'ENUMERATION', operator: 'IS_ANY_OF', values },
});
export const isEqual = (property: string, ...values: string[]) => ({
  property,
  operation: { operationType: 'MULTISTRING', operator: 'IS_EQUAL_TO', values },
});

/** Creates contacts through the API and returns their record ids in order. */
export async function createContacts(
  account: Account,
  ...inputs: Record<string, string>[]
): Promise<string[]> {
  const ids: string[] = [];
  for (const input of inputs) {
    const { body } = await account.call('POST', contacts, { properties: input });
    ids.push(String(body.id));
  }
  return ids;
}

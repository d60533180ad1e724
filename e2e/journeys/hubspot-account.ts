import { randomUUID } from 'node:crypto';
import { control } from './sandbox-control.ts';

export type HubspotContact = { id: string; properties: Record<string, string | null> };
type Page<Result> = { results: Result[]; paging?: { next?: { after: string } } };

/** What the checks need of an account, read through HubSpot's API by an app of their own. */
export type HubspotAccount = {
  /** Every contact with these properties. */
  readContacts(properties: readonly string[]): Promise<HubspotContact[]>;
  findListId(name: string): Promise<string>;
  /** Every list of contacts, at most 500. */
  readListIds(): Promise<string[]>;
  readMemberIds(listId: string): Promise<string[]>;
  /** Makes an active list of the contacts whose property has one of the values; answers its id. */
  createActiveList(name: string, property: string, values: readonly string[]): Promise<string>;
  deleteList(listId: string): Promise<void>;
  /** Answers the id of the new contact. */
  createContact(properties: Readonly<Record<string, string>>): Promise<string>;
  archiveContact(contactId: string): Promise<void>;
};

const scopes = [
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.lists.read',
  'crm.lists.write',
];
const redirectUri = 'http://localhost/observer';

/** Registers an app, consents to it as the account's user, and exchanges the code for a token. */
async function connect(hubspotUrl: string, portalId: number): Promise<string> {
  const app = { clientId: randomUUID(), clientSecret: randomUUID() };
  const registration = { appId: 990_001, name: 'Observer', ...app, redirectUris: [redirectUri] };
  await control(hubspotUrl, 'apps', { ...registration, requiredScopes: scopes });
  const query = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
  });
  const approval = await fetch(`${hubspotUrl}/oauth/authorize?${query}`, {
    method: 'POST',
    body: new URLSearchParams({ decision: 'connect', portalId: String(portalId) }),
    redirect: 'manual',
  });
  const code = new URL(approval.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const answer = await fetch(`${hubspotUrl}/oauth/2026-09/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: app.clientId,
      client_secret: app.clientSecret,
      redirect_uri: redirectUri,
      code,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return token;
}

export async function openHubspotAccount(hubspotUrl: string, portalId: number): Promise<HubspotAccount> {
  const token = await connect(hubspotUrl, portalId);

  async function call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${hubspotUrl}/crm/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as Answer;
  }

  async function readAll<Result>(path: string): Promise<Result[]> {
    const results: Result[] = [];
    let after: string | undefined;
    do {
      const page = await call<Page<Result>>('GET', after === undefined ? path : `${path}&after=${after}`);
      results.push(...page.results);
      after = page.paging?.next?.after;
    } while (after !== undefined);
    return results;
  }

  async function createList(list: object): Promise<string> {
    const body = { objectTypeId: '0-1', ...list };
    return (await call<{ list: { listId: string } }>('POST', 'lists/2026-09', body)).list.listId;
  }

  return {
    readContacts: (properties) =>
      readAll(`objects/2026-09/contacts?limit=100&properties=${properties.join(',')}`),
    async findListId(name) {
      const path = `lists/2026-09/object-type-id/0-1/name/${encodeURIComponent(name)}`;
      return (await call<{ list: { listId: string } }>('GET', path)).list.listId;
    },
    async readListIds() {
      const found = await call<{ lists: { listId: string }[] }>('POST', 'lists/2026-09/search', {
        count: 500,
      });
      return found.lists.map(({ listId }) => listId);
    },
    async readMemberIds(listId) {
      const members = await readAll<{ recordId: string }>(`lists/2026-09/${listId}/memberships?limit=250`);
      return members.map(({ recordId }) => recordId);
    },
    createActiveList: (name, property, values) =>
      createList({ name, processingType: 'DYNAMIC', filterBranch: oneFilter(property, values) }),
    deleteList: (listId) => call('DELETE', `lists/2026-09/${listId}`),
    createContact: async (properties) =>
      (await call<HubspotContact>('POST', 'objects/2026-09/contacts', { properties })).id,
    archiveContact: (contactId) => call('DELETE', `objects/2026-09/contacts/${contactId}`),
  };
}

function oneFilter(property: string, values: readonly string[]): object {
  const operation = {
    operationType: 'MULTISTRING',
    operator: 'IS_EQUAL_TO',
    values,
    includeObjectsWithNoValueSet: false,
  };
  const and = {
    filterBranchType: 'AND',
    filterBranchOperator: 'AND',
    filterBranches: [],
    filters: [{ filterType: 'PROPERTY', property, operation }],
  };
  return { filterBranchType: 'OR', filterBranchOperator: 'OR', filters: [], filterBranches: [and] };
}

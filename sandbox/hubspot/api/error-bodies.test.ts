import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Account,
  type Answer,
  contacts,
  createContacts,
  demoPortal,
  lists,
  properties,
  startHubspot,
  type TestHubspot,
} from '#sandbox/hubspot/testing/start-hubspot.ts';

let hubspot: TestHubspot;
let account: Account;
beforeEach(async () => {
  hubspot = startHubspot();
  account = await hubspot.install();
});

const correlationId = expect.stringMatching(/^[0-9a-f-]{36}$/);
const notFound = (message: string) => ({
  status: 'error',
  message,
  category: 'OBJECT_NOT_FOUND',
  correlationId,
});

async function limitedTo(settings: object, method: string, path: string): Promise<Answer> {
  await hubspot.control('settings', settings);
  await account.call(method, path, method === 'POST' ? {} : undefined);
  return account.call(method, path, method === 'POST' ? {} : undefined);
}
const limitReached = (policyName: string, words: string) => ({
  status: 'error',
  message: `You have reached your ${words} limit.`,
  errorType: 'RATE_LIMIT',
  policyName,
  correlationId,
});
/** What only the service as a whole can come to; a fault says it. */
async function broken(status: number, headers: Record<string, string> = {}): Promise<Answer> {
  await hubspot.control('faults', { path: '/crm/**', status, headers, times: 1 });
  return account.call('GET', contacts);
}

/** Every error of the API that is not about one value, one batch, one search or one token. */
const errors: [what: string, act: () => Promise<Answer>, status: number, body: unknown][] = [
  [
    'a call without a token',
    async () => {
      const answer = await hubspot.send(contacts);
      return { status: answer.status, headers: answer.headers, body: await answer.json() };
    },
    401,
    {
      status: 'error',
      message: expect.stringContaining('Authentication credentials not found'),
      category: 'INVALID_AUTHENTICATION',
      correlationId,
    },
  ],
  [
    'an expired token',
    async () => {
      hubspot.clock.advance(31 * 60_000);
      return account.call('GET', contacts);
    },
    401,
    {
      status: 'error',
      message: 'The OAuth token used to make this call expired 1 minute(s) ago.',
      category: 'EXPIRED_AUTHENTICATION',
      context: { 'expire time': [expect.any(String)] },
      correlationId,
    },
  ],
  [
    'a scope that is missing',
    async () => {
      await hubspot.control(`portals/${demoPortal}`, { deniedScopes: ['crm.lists.read'] });
      return account.call('POST', `${lists}/search`, {});
    },
    403,
    {
      status: 'error',
      message: expect.stringContaining("This app hasn't been granted all required scopes"),
      category: 'MISSING_SCOPES',
      errors: [{ message: expect.any(String), context: { requiredGranularScopes: ['crm.lists.read'] } }],
      correlationId,
    },
  ],
  ['an unknown path', () => account.call('GET', '/crm/v3/nothing'), 404, notFound('resource not found')],
  [
    'an unknown contact',
    () => account.call('GET', `${contacts}/9`),
    404,
    { ...notFound('resource not found'), context: { id: ['9'] } },
  ],
  [
    'an unknown list',
    () => account.call('GET', `${lists}/99999`),
    404,
    expect.objectContaining({ status: 'error', correlationId }),
  ],
  [
    'an unknown property',
    () => account.call('GET', `${properties}/no_such`),
    404,
    expect.objectContaining({ status: 'error', correlationId }),
  ],
  [
    'an address that is taken',
    async () => {
      const [id] = await createContacts(account, { email: 'taken@e.example' });
      const answer = await account.call('POST', contacts, { properties: { email: 'Taken@e.example' } });
      expect(answer.body.message).toBe(`Contact already exists. Existing ID: ${id}`);
      return answer;
    },
    409,
    { status: 'error', message: expect.any(String), category: 'CONFLICT', correlationId },
  ],
  [
    'JSON that is none',
    () => account.call('POST', contacts, '{'),
    400,
    {
      status: 'error',
      message: expect.stringMatching(/^Invalid input JSON on line 1, column 1: /),
      category: 'VALIDATION_ERROR',
      correlationId,
    },
  ],
  [
    'the 2nd call when one in ten seconds is allowed',
    () => limitedTo({ callsPerTenSeconds: 1 }, 'GET', contacts),
    429,
    limitReached('TEN_SECONDLY_ROLLING', 'ten_secondly_rolling'),
  ],
  [
    'the 2nd search when one a second is allowed',
    () => limitedTo({ searchesPerSecond: 1 }, 'POST', `${contacts}/search`),
    429,
    limitReached('SECONDLY', 'secondly'),
  ],
  [
    'the 2nd call when one a day is allowed',
    () => limitedTo({ callsPerDay: 1 }, 'GET', contacts),
    429,
    limitReached('DAILY', 'daily'),
  ],
  [
    'a lock',
    () => broken(423),
    423,
    { status: 'error', message: expect.any(String), category: 'LOCKED', correlationId },
  ],
  [
    'a move to another data centre',
    () => broken(477, { 'retry-after': '30' }),
    477,
    { status: 'error', message: expect.any(String), category: 'MIGRATION_IN_PROGRESS', correlationId },
  ],
  ...[502, 503, 504, 521, 522, 523, 524, 525, 526].map(
    (status): [string, () => Promise<Answer>, number, unknown] => [
      `trouble ${status}`,
      () => broken(status),
      status,
      null,
    ],
  ),
];

describe('HubSpot answers', () => {
  it.each(errors)('%s as it does', async (_, act, status, body) => {
    const answer = await act();
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(body);
  });
});

describe('a daily limit', () => {
  beforeEach(() => hubspot.control('settings', { callsPerDay: 2 }));
  const read = () => account.call('GET', contacts);

  it('is shown in the headers, and counts every app of the account', async () => {
    const { headers } = await read();
    expect(headers.get('x-hubspot-ratelimit-daily')).toBe('2');
    expect(headers.get('x-hubspot-ratelimit-daily-remaining')).toBe('1');
  });

  it('ends at midnight of the account’s time', async () => {
    await read();
    await read();
    expect((await read()).status).toBe(429);
    const offset = hubspot.world.portals.get(demoPortal)?.profile.utcOffsetMilliseconds ?? 0;
    const sinceMidnight = (hubspot.clock.now() + offset) % 86_400_000;
    hubspot.clock.advance(86_400_000 - sinceMidnight - 1);
    account = await hubspot.install();
    expect((await read()).status).toBe(429);
    hubspot.clock.advance(1);
    expect((await read()).status).toBe(200);
  });

  it('is nobody’s by default', async () => {
    await hubspot.control('settings', { callsPerDay: null });
    expect((await read()).headers.has('x-hubspot-ratelimit-daily')).toBe(false);
  });
});

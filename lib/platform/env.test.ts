import { expect, test } from 'vitest';
import { EnvironmentError, type environmentSchema, readEnvironment } from './env.ts';

const firstKey = Buffer.alloc(32, 1).toString('base64');
const secondKey = Buffer.alloc(32, 2).toString('base64');

/** Only what has no default. */
const complete = {
  DATABASE_URL: 'postgresql://sluice@127.0.0.1:5432/sluice',
  APP_URL: 'https://sluice.example',
  NEXTAUTH_SECRET: 's'.repeat(32),
  TOKEN_ENCRYPTION_KEYS: `k1:${firstKey}`,
  HUBSPOT_CLIENT_ID: 'hubspot-app',
  HUBSPOT_CLIENT_SECRET: 'hubspot-secret',
  SALESFORCE_CLIENT_ID: 'salesforce-app',
  SALESFORCE_CLIENT_SECRET: 'salesforce-secret',
};

/** Lines of the error, without the sentence above them. */
function faultsOf(source: Readonly<Record<string, string | undefined>>): string[] {
  try {
    readEnvironment(source);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message.split('\n').slice(1);
    throw error;
  }
  return [];
}

test('fills in the addresses of the real services', () => {
  expect(readEnvironment(complete)).toMatchObject({
    HUBSPOT_API_URL: 'https://api.hubapi.com',
    SALESFORCE_LOGIN_URL: 'https://login.salesforce.com',
    SALESFORCE_SANDBOX_LOGIN_URL: 'https://test.salesforce.com',
    SALESFORCE_INSTANCE_HOSTS: ['*.my.salesforce.com', '*.salesforce.com'],
    SWEEP_INTERVAL_SECONDS: 60,
    LOG_LEVEL: 'info',
  });
  expect(readEnvironment(complete).HUBSPOT_APP_URL).toBeUndefined();
});

test('names every missing variable at once', () => {
  const missing = Object.keys(complete).map((name) => `  ${name} is not set`);
  expect(faultsOf({})).toEqual(missing);
});

/** A value that each variable must refuse; it is recognisable, so that it can be looked for in the message. */
const wrong: Record<keyof typeof environmentSchema.shape, string> = {
  DATABASE_URL: 'mysql://db-7c1f',
  APP_URL: 'ftp://app-7c1f',
  NEXTAUTH_SECRET: 'short-7c1f',
  TOKEN_ENCRYPTION_KEYS: 'k1:short-7c1f',
  HUBSPOT_CLIENT_ID: '',
  HUBSPOT_CLIENT_SECRET: '',
  HUBSPOT_API_URL: 'api-7c1f',
  HUBSPOT_APP_URL: 'app-7c1f',
  SALESFORCE_CLIENT_ID: '',
  SALESFORCE_CLIENT_SECRET: '',
  SALESFORCE_LOGIN_URL: 'login-7c1f',
  SALESFORCE_SANDBOX_LOGIN_URL: 'login-7c1f',
  SALESFORCE_INSTANCE_HOSTS: ' , ',
  SWEEP_INTERVAL_SECONDS: 'often-7c1f',
  LOG_LEVEL: 'loud-7c1f',
};

test('names every wrong variable at once and prints no value', () => {
  const faults = faultsOf(wrong);
  const named = new Set(faults.map((fault) => fault.trim().split(' ')[0]));
  expect([...named].sort()).toEqual(Object.keys(wrong).sort());
  expect(faults.join('\n')).not.toContain('7c1f');
});

test.each(Object.entries(wrong))('refuses a wrong %s when all else is right', (name, value) => {
  const faults = faultsOf({ ...complete, [name]: value });
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.every((fault) => fault.startsWith(`  ${name} `))).toBe(true);
});

test('takes an empty HUBSPOT_APP_URL for none, as the example file has it', () => {
  expect(readEnvironment({ ...complete, HUBSPOT_APP_URL: '' }).HUBSPOT_APP_URL).toBeUndefined();
});

test('drops slashes at the end of an address', () => {
  expect(readEnvironment({ ...complete, APP_URL: 'https://sluice.example//' }).APP_URL).toBe(
    'https://sluice.example',
  );
});

test('reads several sealing keys, newest first', () => {
  const TOKEN_ENCRYPTION_KEYS = `k2:${secondKey}, k1:${firstKey}`;
  expect(readEnvironment({ ...complete, TOKEN_ENCRYPTION_KEYS }).TOKEN_ENCRYPTION_KEYS).toEqual([
    { keyId: 'k2', key: Buffer.alloc(32, 2) },
    { keyId: 'k1', key: Buffer.alloc(32, 1) },
  ]);
});

test.each([
  ['no name', `:${firstKey}`],
  ['no key', 'k1'],
  ['a key of 31 bytes', `k1:${Buffer.alloc(31, 1).toString('base64')}`],
  ['a key of 33 bytes', `k1:${Buffer.alloc(33, 1).toString('base64')}`],
  ['a name that could break the sealed form', `k.1:${firstKey}`],
  ['one bad key behind a good one', `k1:${firstKey},k2:${secondKey}:more`],
  ['a comma at the end', `k1:${firstKey},`],
  ['two keys of one name, of which the second would never open anything', `k1:${firstKey},k1:${secondKey}`],
])('refuses sealing keys with %s', (_, TOKEN_ENCRYPTION_KEYS) => {
  expect(faultsOf({ ...complete, TOKEN_ENCRYPTION_KEYS })).toHaveLength(1);
});

import { beforeEach, describe, expect, it } from 'vitest';
import {
  admin,
  callerOf,
  client,
  connect,
  exchange,
  type Salesforce,
  startSalesforce,
} from '../testing/connect.ts';
import { codeForm, expiredToken, freshCode, refresh, sessionExpired } from '../testing/oauth-calls.ts';

/** Every refusal of the token endpoint: 400, JSON, never to be stored. */

let salesforce: Salesforce;
beforeEach(() => {
  salesforce = startSalesforce('empty');
});

type Form = Record<string, string>;
type Refusal = [what: string, makeForm: () => Form | Promise<Form>, error: string, description: string];

const without = ({ ...form }: Form, name: string): Form => {
  delete form[name];
  return form;
};
const refreshForm = (refresh_token: string): Form => ({ grant_type: 'refresh_token', refresh_token });
const deactivate = () => salesforce.control('users', { username: admin, isActive: false });

const codeRefusals: Refusal[] = [
  [
    'a code used before',
    async () => {
      const code = await freshCode(salesforce);
      await exchange(salesforce, codeForm(code));
      return codeForm(code);
    },
    'invalid_grant',
    'expired authorization code',
  ],
  [
    'a code older than 15 minutes',
    async () => {
      const code = await freshCode(salesforce);
      salesforce.clock.advance(15 * 60_000);
      return codeForm(code);
    },
    'invalid_grant',
    'expired authorization code',
  ],
  ['an invented code', () => codeForm('aPrxNothing'), 'invalid_grant', 'expired authorization code'],
  [
    'another redirect address',
    async () => codeForm(await freshCode(salesforce), { redirect_uri: 'http://localhost:3000/other' }),
    'redirect_uri_mismatch',
    'redirect_uri must match configuration',
  ],
  [
    'a wrong verifier',
    async () => codeForm(await freshCode(salesforce), { code_verifier: 'b'.repeat(64) }),
    'invalid_request',
    'invalid code verifier',
  ],
  [
    'a missing verifier',
    async () => without(codeForm(await freshCode(salesforce)), 'code_verifier'),
    'invalid_grant',
    'missing required code verifier',
  ],
  [
    'a code of a user deactivated meanwhile',
    async () => {
      const code = await freshCode(salesforce);
      await deactivate();
      return codeForm(code);
    },
    'invalid_grant',
    'inactive user',
  ],
];

const refreshRefusals: Refusal[] = [
  ['an unknown token', () => refreshForm('x'), 'invalid_grant', 'expired access/refresh token'],
  ['no token', () => ({ grant_type: 'refresh_token' }), 'invalid_grant', 'expired access/refresh token'],
  [
    'a revoked token',
    async () => {
      const { refresh_token } = await connect(salesforce);
      await salesforce.post('/services/oauth2/revoke', { token: refresh_token });
      return refreshForm(refresh_token);
    },
    'invalid_grant',
    'expired access/refresh token',
  ],
  [
    'a rotated-out token',
    async () => {
      await salesforce.control('oauth', { rotatesRefreshTokens: true });
      const { refresh_token } = await connect(salesforce);
      await refresh(salesforce, refresh_token);
      return refreshForm(refresh_token);
    },
    'invalid_grant',
    'expired access/refresh token',
  ],
  [
    'a token that is being exchanged at this moment',
    async () => {
      await salesforce.control('oauth', { refreshHoldMs: 50 });
      const { refresh_token } = await connect(salesforce);
      void refresh(salesforce, refresh_token);
      return refreshForm(refresh_token);
    },
    'invalid_grant',
    'token request is already being processed',
  ],
  [
    'the oldest token after a sixth approval',
    async () => {
      const { refresh_token } = await connect(salesforce);
      for (let more = 0; more < 5; more++) await connect(salesforce);
      return refreshForm(refresh_token);
    },
    'invalid_grant',
    'expired access/refresh token',
  ],
  [
    'the token of a deactivated user',
    async () => {
      const { refresh_token } = await connect(salesforce);
      await deactivate();
      return refreshForm(refresh_token);
    },
    'invalid_grant',
    'inactive user',
  ],
];

const clientRefusals: Refusal[] = [
  [
    'a wrong secret',
    async () => codeForm(await freshCode(salesforce), { client_secret: 'x' }),
    'invalid_client',
    'invalid client credentials',
  ],
  [
    'a wrong secret with a good refresh token',
    async () => ({ ...refreshForm((await connect(salesforce)).refresh_token), client_secret: 'x' }),
    'invalid_client',
    'invalid client credentials',
  ],
  [
    'an unknown client',
    async () => codeForm(await freshCode(salesforce), { client_id: 'x' }),
    'invalid_client_id',
    'client identifier invalid',
  ],
  [
    'another grant type',
    () => ({ grant_type: 'password' }),
    'unsupported_grant_type',
    'grant type not supported',
  ],
];

describe('the token endpoint', () => {
  it.each([...codeRefusals, ...refreshRefusals, ...clientRefusals])(
    'refuses %s',
    async (_, makeForm, error, error_description) => {
      const response = await salesforce.post('/services/oauth2/token', { ...client, ...(await makeForm()) });
      expect(response.status).toBe(400);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toEqual({ error, error_description });
    },
  );

  it('refuses a body that is no form, and GET', async () => {
    const body = JSON.stringify({ grant_type: 'refresh_token' });
    const headers = { 'content-type': 'application/json' };
    for (const init of [{ method: 'POST', headers, body }, {}]) {
      const response = await salesforce.send('/services/oauth2/token', init);
      expect([response.status, await response.json()]).toMatchObject([400, { error: 'invalid_request' }]);
    }
  });
});

describe('what a refusal costs', () => {
  it('everything, when a rotated-out refresh token is shown again', async () => {
    await salesforce.control('oauth', { rotatesRefreshTokens: true });
    const first = await connect(salesforce);
    const second = (await refresh(salesforce, first.refresh_token)).body;
    const third = (await refresh(salesforce, second.refresh_token)).body;
    expect(await refresh(salesforce, first.refresh_token)).toEqual({ status: 400, body: expiredToken });
    expect(await refresh(salesforce, third.refresh_token)).toEqual({ status: 400, body: expiredToken });
    for (const { access_token } of [first, second, third]) {
      const answer = await callerOf(salesforce, { ...first, access_token })('GET', 'limits');
      expect([answer.status, answer.body]).toEqual([401, sessionExpired]);
    }
  });

  it('nothing, when two programs refresh at once', async () => {
    await salesforce.control('oauth', { rotatesRefreshTokens: true, refreshHoldMs: 50 });
    const tokens = await connect(salesforce);
    const winner = refresh(salesforce, tokens.refresh_token);
    expect((await refresh(salesforce, tokens.refresh_token)).status).toBe(400);
    salesforce.clock.advance(50);
    const { status, body } = await winner;
    expect(status).toBe(200);
    await salesforce.control('oauth', { refreshHoldMs: 0 });
    expect((await refresh(salesforce, body.refresh_token)).status).toBe(200);
  });
});

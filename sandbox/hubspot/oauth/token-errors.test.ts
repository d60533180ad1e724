import { beforeEach, describe, expect, it } from 'vitest';
import {
  codeExchange,
  credentials,
  demoPortal,
  startHubspot,
  type TestHubspot,
} from '#sandbox/hubspot/testing/start-hubspot.ts';

let hubspot: TestHubspot;
beforeEach(() => {
  hubspot = startHubspot();
});

type Form = Record<string, string>;
const verifier = 'v'.repeat(50);

async function newCode(differences: Form = {}): Promise<string> {
  return (await hubspot.consent(demoPortal, differences)).searchParams.get('code') ?? '';
}
async function usedCode(): Promise<string> {
  const code = await newCode();
  await hubspot.post('/oauth/2026-09/token', codeExchange(code));
  return code;
}
async function refreshForm(): Promise<Form> {
  const { tokens } = await hubspot.install();
  return { ...credentials, grant_type: 'refresh_token', refresh_token: String(tokens.refresh_token) };
}

/** Every refusal of the token endpoint: what is wrong, HubSpot's word, OAuth's word, the text. */
const refusals: [
  what: string,
  makeForm: () => Form | Promise<Form>,
  status: string,
  error: string,
  message: string,
][] = [
  [
    'no grant type',
    () => credentials,
    'BAD_GRANT_TYPE',
    'unsupported_grant_type',
    'missing or unknown grant type',
  ],
  [
    'an unknown client',
    () => ({ ...credentials, client_id: 'x', grant_type: 'refresh_token' }),
    'BAD_CLIENT_ID',
    'invalid_client',
    'missing or unknown client id',
  ],
  [
    'a wrong secret',
    () => ({ ...credentials, client_secret: 'x', grant_type: 'refresh_token' }),
    'BAD_CLIENT_SECRET',
    'invalid_client',
    'missing or invalid client secret',
  ],
  [
    'an unknown code',
    () => codeExchange('nope'),
    'BAD_AUTH_CODE',
    'invalid_grant',
    'missing or unknown auth code',
  ],
  [
    'a code for the second time',
    async () => codeExchange(await usedCode()),
    'BAD_AUTH_CODE',
    'invalid_grant',
    'missing or unknown auth code',
  ],
  [
    'a code after a minute',
    async () => {
      const code = await newCode();
      hubspot.clock.advance(60_000);
      return codeExchange(code);
    },
    'EXPIRED_AUTH_CODE',
    'invalid_grant',
    'auth code is expired',
  ],
  [
    'another redirect address than the code was given for',
    async () => ({ ...codeExchange(await newCode()), redirect_uri: 'http://localhost:3000/other' }),
    'BAD_REDIRECT_URI',
    'invalid_grant',
    'redirect URI does not match initial auth code URI',
  ],
  [
    'no verifier for a challenge',
    async () => codeExchange(await newCode({ code_challenge: verifier, code_challenge_method: 'plain' })),
    'BAD_CODE_VERIFIER',
    'invalid_grant',
    'missing or invalid code verifier',
  ],
  [
    'another verifier than the challenge’s',
    async () => ({
      ...codeExchange(await newCode({ code_challenge: verifier, code_challenge_method: 'plain' })),
      code_verifier: 'wrong',
    }),
    'BAD_CODE_VERIFIER',
    'invalid_grant',
    'missing or invalid code verifier',
  ],
  [
    'an unknown refresh token',
    () => ({ ...credentials, grant_type: 'refresh_token', refresh_token: 'eu1-x' }),
    'BAD_REFRESH_TOKEN',
    'invalid_grant',
    'refresh token is invalid, expired or revoked',
  ],
  [
    'a revoked refresh token',
    async () => {
      const form = await refreshForm();
      await hubspot.post('/oauth/2026-09/token/revoke', { ...credentials, token: form.refresh_token ?? '' });
      return form;
    },
    'BAD_REFRESH_TOKEN',
    'invalid_grant',
    'refresh token is invalid, expired or revoked',
  ],
  [
    'a refresh token after rotation',
    async () => {
      await hubspot.control('settings', { rotateRefreshTokens: true });
      const form = await refreshForm();
      await hubspot.post('/oauth/2026-09/token', form);
      return form;
    },
    'BAD_REFRESH_TOKEN',
    'invalid_grant',
    'refresh token is invalid, expired or revoked',
  ],
  [
    'a refresh token after the customer removed the app',
    async () => {
      const form = await refreshForm();
      await hubspot.control('uninstall', { portalId: demoPortal });
      return form;
    },
    'BAD_REFRESH_TOKEN',
    'invalid_grant',
    'refresh token is invalid, expired or revoked',
  ],
  [
    'scopes of an account for the app itself',
    () => ({ ...credentials, grant_type: 'client_credentials', scope: 'oauth' }),
    'BAD_SCOPES',
    'invalid_scope',
    'missing or unknown scopes',
  ],
  [
    'a deactivated account',
    async () => {
      const form = await refreshForm();
      await hubspot.control(`portals/${demoPortal}`, { isActive: false });
      return form;
    },
    'BAD_HUB',
    'access_denied',
    'missing or unknown hub id',
  ],
];

describe.each(['2026-09', '2026-03', 'v3', 'v1'])('the token endpoint of %s refuses', (version) => {
  it.each(refusals)('%s', async (_, makeForm, status, error, message) => {
    const answer = await hubspot.post(`/oauth/${version}/token`, await makeForm());
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      status,
      error,
      message,
      error_description: message,
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('a body that is not a form', async () => {
    const answer = await hubspot.send(`/oauth/${version}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(415);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import {
  base,
  callerOf,
  client,
  connect,
  exchange,
  type Salesforce,
  startSalesforce,
} from '../testing/connect.ts';
import { codeForm, freshCode, refresh } from '../testing/oauth-calls.ts';

let salesforce: Salesforce;
beforeEach(() => {
  salesforce = startSalesforce('empty');
});

describe('exchanging a code', () => {
  it('answers strings only, without expires_in', async () => {
    const { status, body } = await exchange(salesforce, codeForm(await freshCode(salesforce)));
    expect(status).toBe(200);
    expect(Object.values(body).every((value) => typeof value === 'string')).toBe(true);
    expect(Object.keys(body).sort()).toEqual([
      'access_token',
      'id',
      'instance_url',
      'issued_at',
      'refresh_token',
      'scope',
      'signature',
      'token_type',
    ]);
    expect(body).toMatchObject({ instance_url: base, scope: 'api refresh_token id', token_type: 'Bearer' });
    expect(body.id).toMatch(new RegExp(`^${base}/id/00D\\w{15}/005\\w{15}$`));
  });

  it('gives no refresh token without that scope', async () => {
    const { body } = await exchange(salesforce, codeForm(await freshCode(salesforce, { scope: 'api' })));
    expect(body).not.toHaveProperty('refresh_token');
  });

  it('takes a challenge without a method as S256', async () => {
    const { status } = await exchange(
      salesforce,
      codeForm(await freshCode(salesforce, { code_challenge_method: '' })),
    );
    expect(status).toBe(200);
  });

  it('takes the client from a Basic header as well', async () => {
    const basic = Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64');
    const response = await salesforce.send('/services/oauth2/token', {
      method: 'POST',
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(codeForm(await freshCode(salesforce))).toString(),
    });
    expect(response.status).toBe(200);
  });

  it('keeps five approvals of one user and app and revokes the oldest at the sixth', async () => {
    const approvals = [];
    for (let count = 0; count < 6; count++) approvals.push(await connect(salesforce));
    const answers = [];
    for (const { refresh_token } of approvals)
      answers.push((await refresh(salesforce, refresh_token)).status);
    expect(answers).toEqual([400, 200, 200, 200, 200, 200]);
  });
});

describe('refreshing', () => {
  it('answers a new access token and no refresh token while rotation is off', async () => {
    const tokens = await connect(salesforce);
    const { status, body } = await refresh(salesforce, tokens.refresh_token);
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('refresh_token');
    expect(body.access_token).not.toBe(tokens.access_token);
    expect((await callerOf(salesforce, tokens)('GET', 'limits')).status).toBe(200);
  });

  it('answers another refresh token each time while rotation is on', async () => {
    await salesforce.control('oauth', { rotatesRefreshTokens: true });
    const first = await connect(salesforce);
    const second = (await refresh(salesforce, first.refresh_token)).body;
    expect(second.refresh_token).toMatch(/^5Aep861/);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await refresh(salesforce, second.refresh_token)).status).toBe(200);
  });
});

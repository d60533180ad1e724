import { createHash, createPublicKey, createVerify, type JsonWebKey } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { base, client, exchange, type Salesforce, startSalesforce } from '../testing/connect.ts';
import { codeForm, freshCode, refresh } from '../testing/oauth-calls.ts';

let salesforce: Salesforce;
beforeEach(() => {
  salesforce = startSalesforce('empty');
});

const decode = (part = ''): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString());
const openid = { scope: 'api refresh_token openid', nonce: 'n-1' };

describe('an id token', () => {
  it('comes with the openid scope, signed by the key that discovery leads to', async () => {
    const { body } = await exchange(salesforce, codeForm(await freshCode(salesforce, openid)));
    const [header = '', claims = '', signature = ''] = (body.id_token ?? '').split('.');
    const now = salesforce.clock.now() / 1000;
    expect(decode(claims)).toEqual({
      iss: base,
      sub: body.id,
      aud: client.client_id,
      nonce: 'n-1',
      iat: now,
      exp: now + 120,
      at_hash: createHash('sha256').update(body.access_token).digest().subarray(0, 16).toString('base64url'),
    });
    const discovery = (await (await salesforce.send('/.well-known/openid-configuration')).json()) as {
      jwks_uri: string;
    };
    const { keys } = (await (await salesforce.send(discovery.jwks_uri.replace(base, ''))).json()) as {
      keys: (JsonWebKey & { kid: string })[];
    };
    const [key] = keys;
    expect(decode(header)).toEqual({ alg: 'RS256', typ: 'JWT', kid: key?.kid });
    const publicKey = createPublicKey({ key: key ?? {}, format: 'jwk' });
    const isGenuine = createVerify('RSA-SHA256')
      .update(`${header}.${claims}`)
      .verify(publicKey, signature, 'base64url');
    expect(isGenuine).toBe(true);
    const refreshed = await refresh(salesforce, body.refresh_token);
    expect(decode((refreshed.body.id_token ?? '').split('.')[1])).not.toHaveProperty('nonce');
  });

  it('does not come without that scope', async () => {
    const { body } = await exchange(salesforce, codeForm(await freshCode(salesforce)));
    expect(body).not.toHaveProperty('id_token');
  });
});

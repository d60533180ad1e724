import { createHash, createPublicKey, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

const keyId = '260';
const lifetimeSeconds = 120;

export type IdTokenClaims = {
  issuer: string;
  /** The identity address of the user. */
  subject: string;
  clientId: string;
  nonce: string | undefined;
  accessToken: string;
  /** Milliseconds since 1970. */
  now: number;
};

export type IdTokens = {
  sign(claims: IdTokenClaims): string;
  /** The public key, as `/id/keys` shows it. */
  keys(): { keys: Record<string, unknown>[] };
};

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Left half of the SHA-256 of the access token: ties the two tokens together. */
function hashAccessToken(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
}

/** Signs id tokens with a key of this process; the key is made when it is first asked for, because that takes a while. */
export function createIdTokens(): IdTokens {
  let kept: KeyObject | undefined;
  const privateKey = (): KeyObject => {
    kept ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    return kept;
  };

  return {
    sign({ issuer, subject, clientId, nonce, accessToken, now }) {
      const issuedAt = Math.floor(now / 1000);
      const claims = {
        at_hash: hashAccessToken(accessToken),
        sub: subject,
        aud: clientId,
        iss: issuer,
        exp: issuedAt + lifetimeSeconds,
        iat: issuedAt,
        ...(nonce === undefined ? {} : { nonce }),
      };
      const signed = `${encode({ kid: keyId, typ: 'JWT', alg: 'RS256' })}.${encode(claims)}`;
      return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey(), 'base64url')}`;
    },
    keys: () => ({
      keys: [
        { ...createPublicKey(privateKey()).export({ format: 'jwk' }), alg: 'RS256', kid: keyId, use: 'sig' },
      ],
    }),
  };
}

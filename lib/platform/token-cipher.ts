import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

type SealingKey = { readonly keyId: string; readonly key: Buffer };

export interface TokenCipher {
  /** `keyId.iv.tag.ciphertext`, each part base64url. `context` is authenticated and must be given again. */
  seal(plain: string, context: string): string;
  /** @throws Error when the key is unknown, or text or context were changed. */
  open(sealed: string, context: string): string;
}

/** AES-256-GCM. The first key seals, every key opens, so that keys can be rotated without a stop. */
export function createTokenCipher(keys: readonly SealingKey[]): TokenCipher {
  const [newest] = keys;
  if (newest === undefined) throw new Error('a token cipher needs at least one key');
  return {
    seal(plain, context) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', newest.key, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      const parts = [iv, cipher.getAuthTag(), body].map((part) => part.toString('base64url'));
      return [newest.keyId, ...parts].join('.');
    },
    open(sealed, context) {
      const [keyId, iv = '', tag = '', body = ''] = sealed.split('.');
      const key = keys.find((candidate) => candidate.keyId === keyId);
      if (key === undefined) throw new Error(`no key named ${keyId} to open a sealed token with`);
      const decipher = createDecipheriv('aes-256-gcm', key.key, Buffer.from(iv, 'base64url'), {
        authTagLength: 16,
      });
      decipher.setAAD(Buffer.from(context)).setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString(
        'utf8',
      );
    },
  };
}

/** Keyed fingerprint of one field value: equality can be told, the value cannot be read back. */
export function fingerprintValue(key: Buffer | KeyObject, canonical: string | null): string {
  if (canonical === null) return '';
  return createHmac('sha256', key).update(canonical).digest('base64url').slice(0, 22);
}

/** Values whose fingerprints are kept: countries, cities, job titles come again and again. */
const mostPrintsKept = 5_000;

/**
 * `fingerprintValue` for many values under one key. The key is made once: made from bytes for every value, it would cost
 * more than all other work on it.
 */
export function createFingerprint(key: Buffer): (canonical: string | null) => string {
  const secret = createSecretKey(key);
  const kept = new Map<string, string>();
  return (canonical) => {
    if (canonical === null) return '';
    const known = kept.get(canonical);
    if (known !== undefined) return known;
    const print = fingerprintValue(secret, canonical);
    if (kept.size === mostPrintsKept) kept.clear();
    kept.set(canonical, print);
    return print;
  };
}

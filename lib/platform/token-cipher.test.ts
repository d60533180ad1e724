import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFingerprint, createTokenCipher, fingerprintValue } from './token-cipher.ts';

const oldKey = { keyId: 'old', key: randomBytes(32) };
const newKey = { keyId: 'new', key: randomBytes(32) };
const cipher = createTokenCipher([oldKey]);
const text = fc.string({ unit: 'binary', maxLength: 200 });

describe('a token cipher', () => {
  it('opens what it sealed', () => {
    fc.assert(
      fc.property(text, text, (plain, context) => {
        expect(cipher.open(cipher.seal(plain, context), context)).toBe(plain);
      }),
    );
  });

  it('seals the same text differently each time and shows nothing of it', () => {
    const sealed = [cipher.seal('refresh-token', 'here'), cipher.seal('refresh-token', 'here')];
    expect(new Set(sealed).size).toBe(2);
    const bytes = sealed[0]?.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(bytes?.join()).not.toContain('refresh-token');
  });

  it('refuses another context', () => {
    fc.assert(
      fc.property(text, text, text, (plain, context, other) => {
        fc.pre(context !== other);
        const sealed = cipher.seal(plain, context);
        expect(() => cipher.open(sealed, other)).toThrow();
      }),
    );
  });

  it('refuses any changed byte of nonce, tag or text', () => {
    const change = { part: fc.nat(2), position: fc.nat(), flip: fc.integer({ min: 1, max: 255 }) };
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.record(change), (plain, { part, position, flip }) => {
        const [keyId, ...parts] = cipher.seal(plain, 'here').split('.');
        const bytes = parts.map((each) => Buffer.from(each, 'base64url'));
        const changed = bytes[part] ?? Buffer.alloc(0);
        const at = position % changed.length;
        changed[at] = (changed[at] ?? 0) ^ flip;
        const tampered = [keyId, ...bytes.map((each) => each.toString('base64url'))].join('.');
        expect(() => cipher.open(tampered, 'here')).toThrow();
      }),
    );
  });

  it('refuses a tag that was cut short, which would be easier to guess', () => {
    const [keyId, iv, tag = '', body] = cipher.seal('secret', 'here').split('.');
    const short = Buffer.from(tag, 'base64url').subarray(0, 4).toString('base64url');
    expect(() => cipher.open([keyId, iv, short, body].join('.'), 'here')).toThrow();
  });

  it.each(['', 'old', 'old...', 'nobody.a.b.c', 'plain text'])('refuses %j', (sealed) => {
    expect(() => cipher.open(sealed, 'here')).toThrow();
  });

  it('opens with the old key and seals with the new one while keys are rotated', () => {
    const rotating = createTokenCipher([newKey, oldKey]);
    expect(rotating.open(cipher.seal('secret', 'here'), 'here')).toBe('secret');
    const sealed = rotating.seal('secret', 'here');
    expect(sealed.startsWith('new.')).toBe(true);
    expect(createTokenCipher([newKey]).open(sealed, 'here')).toBe('secret');
    expect(() => cipher.open(sealed, 'here')).toThrow('new');
  });

  it('cannot be made without a key', () => {
    expect(() => createTokenCipher([])).toThrow();
  });
});

describe('a fingerprint', () => {
  it('is the same however many values came before', () => {
    const fingerprint = createFingerprint(oldKey.key);
    const values = Array.from({ length: 5_200 }, (_, index) => `value ${index}`);
    const asked = [...values, ...values, null, ''];
    expect(asked.map(fingerprint)).toEqual(asked.map((value) => fingerprintValue(oldKey.key, value)));
  });

  it('is equal for equal values and for no others', () => {
    const value = fc.option(text);
    fc.assert(
      fc.property(value, value, (first, second) => {
        const isSame = fingerprintValue(oldKey.key, first) === fingerprintValue(oldKey.key, second);
        expect(isSame).toBe(first === second);
      }),
    );
  });

  it('depends on the key, so that nobody without it can try values', () => {
    expect(fingerprintValue(oldKey.key, 'Ada')).not.toBe(fingerprintValue(newKey.key, 'Ada'));
  });
});

import { createHmac } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { isSignatureValid } from './webhook-signature.ts';

/** HubSpot's own example. */
const clientSecret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
const timestamp = '1693657560000';
const now = Number(timestamp);
const example = {
  method: 'POST',
  uri: 'https://www.example.com/webhook_uri',
  body: Buffer.from(`{'example_field':'example_value'}`),
  signature: 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=',
  timestamp,
};

test('HubSpot’s own example is genuine', () => {
  expect(isSignatureValid(example, clientSecret, now)).toBe(true);
});

describe('a delivery is forged', () => {
  it.each([
    ['with another method', { method: 'PUT' }],
    ['at another address', { uri: 'https://www.example.com/webhook_uri?x=1' }],
    ['with one blank more in its body', { body: Buffer.from(`{'example_field': 'example_value'}`) }],
    ['with another time', { timestamp: String(now + 1) }],
    ['without a signature', { signature: null }],
    ['without a time', { timestamp: null }],
    ['with an empty signature', { signature: '' }],
    ['with a signature of another length', { signature: 'K36dawei4A==' }],
    ['with a time that is no number', { timestamp: 'NaN' }],
    ['with a time that is empty', { timestamp: '' }],
  ])('%s', (_, change) => {
    expect(isSignatureValid({ ...example, ...change }, clientSecret, now)).toBe(false);
  });

  it('signed with another secret', () => {
    expect(isSignatureValid(example, 'zzzzzzzz', now)).toBe(false);
  });

  it.each([
    [300_000, true],
    [300_001, false],
    [-300_000, true],
    [-300_001, false],
    [Number.NaN, false],
  ])('or fresh: %d ms after it was signed', (ageMs, isValid) => {
    expect(isSignatureValid(example, clientSecret, now + ageMs)).toBe(isValid);
  });
});

describe('the address is signed', () => {
  const sign = (uri: string, body: Buffer) =>
    createHmac('sha256', clientSecret).update(`POST${uri}`).update(body).update(timestamp).digest('base64');

  it.each([
    ['https://a.example/hook%3Fx%3A%2F%40%21%24%27%28%29%2A%2C%3B', "https://a.example/hook?x:/@!$'()*,;"],
    ['https://a.example/hook%3fx%3a', 'https://a.example/hook?x:'],
    ['https://a.example/hook%20x%26%3D%23%25', 'https://a.example/hook%20x%26%3D%23%25'],
  ])('with some escapes undone: %s', (uri, signed) => {
    const { body } = example;
    expect(isSignatureValid({ ...example, uri, signature: sign(signed, body) }, clientSecret, now)).toBe(
      true,
    );
  });

  it('over the bytes of the body, whatever they are', () => {
    const body = Buffer.from([0x5b, 0xff, 0xfe, 0x00, 0x5d]);
    const { uri } = example;
    const signature = sign(uri, body);
    expect(isSignatureValid({ ...example, body, signature }, clientSecret, now)).toBe(true);
  });
});

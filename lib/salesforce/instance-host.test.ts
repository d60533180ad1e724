import { expect, test } from 'vitest';
import { isAllowedInstanceHost } from './instance-host.ts';

const patterns = ['*.my.salesforce.com', 'cs1.salesforce.com', '127.0.0.1:4020'];

test.each([
  'https://acme.my.salesforce.com',
  'https://acme--uat.sandbox.my.salesforce.com',
  'https://ACME.My.Salesforce.com/',
  'https://acme.my.salesforce.com:443',
  'https://cs1.salesforce.com',
  'http://127.0.0.1:4020',
])('allows %s', (url) => {
  expect(isAllowedInstanceHost(url, patterns)).toBe(true);
});

test.each([
  'http://acme.my.salesforce.com',
  'https://acme.my.salesforce.com:8443',
  'https://acme.my.salesforce.com.',
  'https://my.salesforce.com',
  'https://.my.salesforce.com',
  'https://evil.com/.my.salesforce.com',
  'https://acme.my.salesforce.com.evil.com',
  'https://evilmy.salesforce.com',
  'https://user:pw@acme.my.salesforce.com',
  'https://acme.my.salesforce.com@evil.com',
  'https://acme.my.salesforce.com/path',
  'https://acme.my.salesforce.com?x=1',
  'https://acme.my.salesforce.com#x',
  'https://cs2.salesforce.com',
  'http://127.0.0.1:4021',
  'http://127.0.0.1',
  'http://127.0.0.2:4020',
  'ftp://acme.my.salesforce.com',
  'javascript:alert(1)',
  'acme.my.salesforce.com',
  '',
])('refuses %s', (url) => {
  expect(isAllowedInstanceHost(url, patterns)).toBe(false);
});

test('without patterns nothing is allowed', () => {
  expect(isAllowedInstanceHost('https://acme.my.salesforce.com', [])).toBe(false);
});

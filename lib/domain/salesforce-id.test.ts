import { describe, expect, it } from 'vitest';
import { longSalesforceId, salesforceTypeOf } from './salesforce-id.ts';

describe('the type behind a Salesforce id', () => {
  it.each([
    ['00Q5g00000AbCdE', 'Lead'],
    ['00Q5g00000AbCdEEAV', 'Lead'],
    ['00q5g00000abcdeeav', 'Lead'],
    ['0035g00000AbCdE', 'Contact'],
    ['0035g00000AbCdEAAV', 'Contact'],
    ['00q5g00000AbCdE', null],
    ['0015g00000AbCdE', null],
    ['00Q5g00000AbCd', null],
    ['00Q5g00000AbCdEEA', null],
    ['00Q5g00000AbCdEEAVX', null],
    ['00Q5g00000Ab-dE', null],
    ['139482011', null],
    ['person@example.com', null],
    ['', null],
  ])('of %j is %j', (text, type) => {
    expect(salesforceTypeOf(text)).toBe(type);
  });
});

describe('the long form of a Salesforce id', () => {
  it.each([
    // The examples Salesforce itself and its users publish.
    ['001A0000006Vm9r', '001A0000006Vm9rIAC'],
    ['00530000003xqAb', '00530000003xqAbAAI'],
    ['003D000000QV9n2', '003D000000QV9n2IAD'],
    ['000000000000000', '000000000000000AAA'],
    ['AAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAA555'],
    ['aaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaAAA'],
  ])('of %s is %s', (short, long) => {
    expect(longSalesforceId(short)).toBe(long);
    expect(longSalesforceId(long)).toBe(long);
  });

  it.each(['toLowerCase', 'toUpperCase'] as const)('gets its case back after %s', (lose) => {
    expect(longSalesforceId('001A0000006Vm9rIAC'[lose]())).toBe('001A0000006Vm9rIAC');
  });

  it.each(['', 'short', '0123456789012345'])('leaves %j as it is', (text) => {
    expect(longSalesforceId(text)).toBe(text);
  });
});

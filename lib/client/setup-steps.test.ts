import { describe, expect, it } from 'vitest';
import type { Overview } from '#lib/contracts/overview.ts';
import { judgeSteps } from './setup-steps.ts';

type Status = Overview['hubspot']['status'];

const overviewOf = (hubspot: Status, salesforce: Status | null) =>
  ({ hubspot: { status: hubspot }, salesforce: salesforce && { status: salesforce } }) as Overview;

describe('the steps of the set-up', () => {
  it.each([
    ['connected', null, 0, 'done next later'],
    ['connected', 'connected', 0, 'done done next'],
    ['connected', 'connected', 1, 'done done done'],
    ['connected', null, 4, 'done next done'],
    ['paused', 'paused', 1, 'done done done'],
    ['disconnected', 'connected', 1, 'next done done'],
    ['reconnect_needed', 'reconnect_needed', 0, 'next later later'],
  ] as const)(
    'with HubSpot %s, Salesforce %s and revision %i are %s',
    (hubspot, salesforce, revision, states) => {
      expect(Object.values(judgeSteps(overviewOf(hubspot, salesforce), revision)).join(' ')).toBe(states);
    },
  );
});

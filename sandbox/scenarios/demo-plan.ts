import { type Person, personAt, staleCopy } from './people.ts';

/**
 * Who is known where in the demo scenario, as ranges of people's numbers (`to` excluded).
 * About half of Salesforce is also in HubSpot; one in six of those with older values: conflicts to settle.
 */
export const demoPlan = {
  seed: 'demo',
  hubspot: { from: 0, to: 1_190 },
  salesforceContacts: [
    { from: 0, to: 250 },
    { from: 20_000, to: 20_250 },
  ],
  salesforceLeads: [
    { from: 240, to: 540 },
    { from: 30_000, to: 30_300 },
  ],
} as const;

/** The person as Salesforce knows them in the demo: for some of the shared people an older version. */
export function demoPersonInSalesforce(index: number): Person {
  const isShared = index < demoPlan.hubspot.to;
  return isShared && index % 6 === 3 ? staleCopy(demoPlan.seed, index) : personAt(demoPlan.seed, index);
}

/** The scenario with one big inclusion list; Salesforce knows nearly nobody. */
export const membersPlan = {
  seed: 'members',
  hubspot: { from: 0, to: 6_000 },
  keyAccountMembers: 5_000,
  salesforceLeads: [{ from: 0, to: 5 }],
} as const;

export const scenarioNames = ['demo', 'empty', 'members-5000'] as const;
export type ScenarioName = (typeof scenarioNames)[number];

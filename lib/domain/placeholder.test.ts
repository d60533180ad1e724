import { describe, expect, it } from 'vitest';
import { context, emailSchemas, mapping } from './field-mapping.fixtures.ts';
import { type SyncRule, syncRules } from './field-mapping.ts';
import { planFieldSync, planSalesforceCreate } from './field-sync.ts';
import type { SalesforceValue } from './records.ts';

const fingerprint = (canonical: string | null) => JSON.stringify(canonical);
const email = mapping(...emailSchemas, { salesforceType: 'Lead' });
const companyUnder = (rule: SyncRule) =>
  mapping(
    { name: 'company' },
    { name: 'Company', isRequiredOnCreate: true },
    { salesforceType: 'Lead', rule },
  );
const defaults = { Company: '[not provided]', LastName: '[not provided]' };
const created = { email: 'ada@example.com', company: null };

/** A Lead that was created with our default for Company, and what both sides hold later. */
function planLater(rule: SyncRule, hubspot: string | null, salesforce: SalesforceValue) {
  const mappings = [email, companyUnder(rule)];
  const { nextBase } = planSalesforceCreate(
    mappings,
    { properties: created },
    defaults,
    fingerprint,
    context,
  );
  const plan = planFieldSync({
    mappings,
    hubspot: { properties: { ...created, company: hubspot } },
    salesforce: {
      fields: { Email: created.email, Company: salesforce },
      lastModifiedAt: '2026-11-23T10:00:05Z',
    },
    base: nextBase,
    editTimes: new Map(),
    fingerprint,
    context,
  });
  if (plan.kind !== 'plan') throw new Error('edit times were given');
  return { plan, nextBase };
}

const syncing = syncRules.filter((rule) => rule !== 'none');

describe('a default that filled a required field', () => {
  it.each(syncing)('%s: is no news for HubSpot', (rule) => {
    const { plan, nextBase } = planLater(rule, null, defaults.Company);
    expect(plan).toMatchObject({ toHubspot: {}, toSalesforce: {}, faults: [] });
    expect(plan.nextBase).toEqual(nextBase);
  });

  it.each(syncing)('%s: gives way to a real value from HubSpot', (rule) => {
    expect(planLater(rule, 'Acme', defaults.Company).plan.toSalesforce).toEqual({ Company: 'Acme' });
  });

  it.each(['prefer_salesforce_unless_blank', 'always_salesforce', 'two_way'] as const)(
    '%s: a person who replaces it in Salesforce is heard',
    (rule) => {
      expect(planLater(rule, null, 'Acme').plan.toHubspot).toEqual({ company: 'Acme' });
    },
  );
});

import { describe, expect, it } from 'vitest';
import { context, emailSchemas, mapping } from './field-mapping.fixtures.ts';
import { type ResolvedMapping, type SyncRule, syncRules } from './field-mapping.ts';
import { planFieldSync, planHubspotCreate, planSalesforceCreate } from './field-sync.ts';
import { placeholderBase } from './field-writes.ts';

const fingerprint = (canonical: string | null) => JSON.stringify(canonical);
const email = mapping(...emailSchemas);
const lastName = mapping({ name: 'lastname' }, { name: 'LastName', maxLength: 80, isRequiredOnCreate: true });
const company = mapping(
  { name: 'company' },
  { name: 'Company', isRequiredOnCreate: true },
  { salesforceType: 'Lead' },
);
const phone = mapping({ name: 'phone' }, { name: 'Phone', type: 'phone' });
const title = mapping({ name: 'jobtitle' }, { name: 'Title', maxLength: 5 });
const origin = mapping({ name: 'origin' }, { name: 'Origin__c', type: 'picklist', isUpdateable: false });
const tier = mapping(
  { name: 'tier' },
  { name: 'Tier__c', isCalculated: true, isCreateable: false, isUpdateable: false },
);

const asLead = (mappings: ResolvedMapping[]) =>
  mappings.map((each): ResolvedMapping => ({ ...each, salesforceType: 'Lead' }));
const create = (
  mappings: ResolvedMapping[],
  properties: Record<string, string | null>,
  defaults: Record<string, string> = {},
) => planSalesforceCreate(mappings, { properties }, defaults, fingerprint, context);

describe('planSalesforceCreate', () => {
  it('writes every mapped value in Salesforce’s form', () => {
    expect(
      create([phone, email, lastName], {
        email: 'Ada@Example.com',
        lastname: ' Lovelace',
        phone: '555 01',
        unmapped: 'x',
      }),
    ).toEqual({
      fields: { Email: 'ada@example.com', LastName: 'Lovelace', Phone: '555 01' },
      changes: [
        { side: 'salesforce', field: 'Email', before: null, after: 'ada@example.com' },
        { side: 'salesforce', field: 'LastName', before: null, after: 'Lovelace' },
        { side: 'salesforce', field: 'Phone', before: null, after: '555 01' },
      ],
      faults: [],
      nextBase: {
        'email:Email': '"ada@example.com"',
        'lastname:LastName': '"Lovelace"',
        'phone:Phone': '"55501"',
      },
      missingRequired: [],
    });
  });

  it('writes no blank and stores no base for it, because Salesforce may fill it by itself', () => {
    const created = create([lastName, phone], { lastname: 'Lovelace', phone: '' });
    expect(created.fields).toEqual({ LastName: 'Lovelace' });
    expect(created.nextBase).toEqual({ 'lastname:LastName': '"Lovelace"' });
  });

  it.each(syncRules)(
    'under %s takes the e-mail address, and other values unless they are not synced',
    (rule) => {
      const under = (joined: ResolvedMapping): ResolvedMapping => ({ ...joined, rule });
      const properties = { email: 'ada@example.com', phone: '1', lastname: 'Lovelace' };
      const { fields } = create([under(email), under(phone), lastName], properties);
      const always = { Email: 'ada@example.com', LastName: 'Lovelace' };
      expect(fields).toEqual(rule === 'none' ? always : { ...always, Phone: '1' });
    },
  );

  it('leaves out a formula field, and reports it under a rule that writes it', () => {
    const properties = { lastname: 'Lovelace', tier: 'gold' };
    const leading: ResolvedMapping = { ...tier, rule: 'always_salesforce' };
    expect(create([lastName, leading], properties).faults).toEqual([]);
    expect(create([lastName, leading], properties).fields).toEqual({ LastName: 'Lovelace' });
    expect(create([lastName, tier], properties).faults).toEqual([
      { side: 'salesforce', field: 'Tier__c', code: 'read_only_field', valueLength: 4 },
    ]);
  });

  it('writes a field that can be set only now, and leaves one that can be set only later', () => {
    const later = mapping({ name: 'later' }, { name: 'Later__c', isCreateable: false });
    const created = create([lastName, origin, later], { lastname: 'Lovelace', origin: 'Web', later: 'x' });
    expect(created.fields).toEqual({ LastName: 'Lovelace', Origin__c: 'Web' });
    expect(created.faults).toEqual([]);
    expect(created.nextBase).not.toHaveProperty(['later:Later__c']);
  });

  describe('with required fields', () => {
    const lead = asLead([email, lastName, company]);
    const bare = { email: 'ada@example.com', lastname: null, company: ' ' };

    it('names those without a value, mapped or not', () => {
      expect(create(lead, bare).missingRequired).toEqual(['Company', 'LastName']);
      expect(create(asLead([email]), bare).missingRequired).toEqual(['Company', 'LastName']);
      expect(create([email], bare).missingRequired).toEqual(['LastName']);
    });

    it('names a required custom field', () => {
      const region = mapping({ name: 'region' }, { name: 'Region__c', isRequiredOnCreate: true });
      expect(create([lastName, region], { lastname: 'L' }).missingRequired).toEqual(['Region__c']);
    });

    it('fills blanks with the defaults and nothing else', () => {
      const properties = { ...bare, company: 'Acme' };
      const created = create(lead, properties, { Company: 'Unknown', LastName: ' Unknown ' });
      expect(created.fields).toEqual({ Email: 'ada@example.com', Company: 'Acme', LastName: 'Unknown' });
      expect(created.missingRequired).toEqual([]);
    });

    it('shows a default in history and marks its base as a placeholder', () => {
      const created = create(lead, { ...bare, company: 'Acme' }, { LastName: 'Unknown' });
      expect(created.changes).toContainEqual({
        side: 'salesforce',
        field: 'LastName',
        before: null,
        after: 'Unknown',
      });
      expect(created.nextBase['lastname:LastName']).toBe(placeholderBase(fingerprint('Unknown')));
    });

    it('fills a required field that is not mapped', () => {
      expect(create(asLead([lastName]), { lastname: 'L' }, { Company: 'Unknown' }).fields).toEqual({
        LastName: 'L',
        Company: 'Unknown',
      });
    });

    it('takes a blank default for none, and ignores one for a field the type does not have', () => {
      const created = create([lastName], { lastname: null }, { LastName: '', Company: 'Unknown' });
      expect(created.fields).toEqual({});
      expect(created.missingRequired).toEqual(['LastName']);
    });

    it('does not hide a refused value behind a default', () => {
      const created = create([lastName], { lastname: 'x'.repeat(81) }, { LastName: 'Unknown' });
      expect(created.fields).toEqual({});
      expect(created.missingRequired).toEqual(['LastName']);
      expect(created.faults).toEqual([
        { side: 'salesforce', field: 'LastName', code: 'value_too_long', valueLength: 81 },
      ]);
    });
  });

  it('leaves nothing to write for the next sync', () => {
    const mappings = [email, lastName, phone, title];
    const properties = { email: 'Ada@example.com', lastname: 'Lovelace', phone: '(555) 01', jobtitle: null };
    const created = create(mappings, properties);
    const next = planFieldSync({
      mappings,
      hubspot: { properties },
      salesforce: { fields: created.fields, lastModifiedAt: '2026-11-23T10:00:00Z' },
      base: created.nextBase,
      editTimes: null,
      fingerprint,
      context,
    });
    expect(next).toMatchObject({ kind: 'plan', changes: [], nextBase: created.nextBase });
  });
});

describe('planHubspotCreate', () => {
  const plan = (mappings: ResolvedMapping[], fields: Record<string, string | null>) =>
    planHubspotCreate(mappings, { fields }, fingerprint, context);

  it('writes every mapped value and stores its base', () => {
    const fields = { Email: 'ada@example.com', LastName: 'Lovelace', Phone: null, Title: 'CTO' };
    expect(plan([title, email, lastName, phone], fields)).toEqual({
      properties: { email: 'ada@example.com', lastname: 'Lovelace', jobtitle: 'CTO' },
      changes: [
        { side: 'hubspot', field: 'email', before: null, after: 'ada@example.com' },
        { side: 'hubspot', field: 'jobtitle', before: null, after: 'CTO' },
        { side: 'hubspot', field: 'lastname', before: null, after: 'Lovelace' },
      ],
      faults: [],
      nextBase: {
        'email:Email': '"ada@example.com"',
        'jobtitle:Title': '"CTO"',
        'lastname:LastName': '"Lovelace"',
      },
    });
  });

  it.each(syncRules)(
    'under %s takes the e-mail address, and other values unless they are not synced',
    (rule) => {
      const under = (joined: ResolvedMapping): ResolvedMapping => ({ ...joined, rule });
      const { properties } = plan([under(email), under(phone)], { Email: 'ada@example.com', Phone: '1' });
      const always = { email: 'ada@example.com' };
      expect(properties).toEqual(rule === 'none' ? always : { ...always, phone: '1' });
    },
  );

  it.each<[SyncRule, number]>([
    ['always_hubspot', 0],
    ['two_way', 1],
  ])('under %s reports %i read-only properties', (rule, count) => {
    const score = mapping({ name: 'score', isWritable: false }, { name: 'Score__c' }, { rule });
    const created = plan([score], { Score__c: '12' });
    expect(created.properties).toEqual({});
    expect(created.faults).toHaveLength(count);
  });

  it('reports a value that cannot be written and writes the others', () => {
    const stage = mapping(
      { name: 'stage', type: 'enumeration', options: [{ value: 'won', label: 'Won' }] },
      { name: 'Stage__c', type: 'picklist' },
    );
    const created = plan([stage, lastName], { Stage__c: 'Lost', LastName: 'Lovelace' });
    expect(created.properties).toEqual({ lastname: 'Lovelace' });
    expect(created.nextBase).toEqual({ 'lastname:LastName': '"Lovelace"' });
    expect(created.faults).toEqual([
      { side: 'hubspot', field: 'stage', code: 'not_in_picklist', valueLength: 4 },
    ]);
  });
});

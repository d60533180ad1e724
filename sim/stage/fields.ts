import { type FieldMapping, type SyncRule, syncRules } from '#lib/domain/field-mapping.ts';
import type { Random } from '#sandbox/kernel/random.ts';

export type RecordType = 'Lead' | 'Contact';

/** What the simulation edits: plain text everywhere, because every value must tell where it came from. */
export const mappedFields = [
  { property: 'firstname', Lead: 'FirstName', Contact: 'FirstName', mayBeBlank: true },
  { property: 'lastname', Lead: 'LastName', Contact: 'LastName', mayBeBlank: false },
  { property: 'jobtitle', Lead: 'Title', Contact: 'Title', mayBeBlank: true },
  { property: 'city', Lead: 'City', Contact: 'MailingCity', mayBeBlank: true },
  { property: 'address', Lead: 'Street', Contact: 'MailingStreet', mayBeBlank: true },
] as const;

/** As long as no field of Salesforce's that is mapped here. */
export const tooLong = 300;

/** On both sides, and mapped with nothing. */
export const unmappedProperty = 'zip';
export const unmappedField = { Lead: 'PostalCode', Contact: 'MailingPostalCode' } as const;

/** Lists are made of the contacts with one of these values. */
export const criterion = 'account_tier';
export const tiers = ['key', 'standard', 'small'] as const;
export type Tier = (typeof tiers)[number];

/** Company names a Lead; it is written when a Lead is made and never edited here. */
export const company = { property: 'company', Lead: 'Company' } as const;

/** Mappings of one tenant: e-mail, company and every field above, each under a rule of chance. */
export function drawMappings(random: Random): FieldMapping[] {
  // Under two-way either side's edit must arrive: nothing shows more of what is lost.
  const usual = ['prefer_salesforce_unless_blank', 'two_way'] as const;
  const choose = (): SyncRule => random.pick(random.chance(0.5) ? usual : syncRules);
  const mapping = (salesforceType: RecordType, hubspotProperty: string, salesforceField: string) => ({
    salesforceType,
    hubspotProperty,
    salesforceField,
    rule: choose(),
    hasBlankProtection: random.chance(0.15),
  });
  const key = (salesforceType: RecordType): FieldMapping => ({
    ...mapping(salesforceType, 'email', 'Email'),
    rule: 'prefer_salesforce_unless_blank',
    hasBlankProtection: false,
  });
  return [
    key('Lead'),
    key('Contact'),
    mapping('Lead', company.property, company.Lead),
    ...mappedFields.flatMap(({ property, Lead, Contact }) => [
      mapping('Lead', property, Lead),
      mapping('Contact', property, Contact),
    ]),
  ];
}

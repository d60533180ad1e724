import { expect } from '@playwright/test';
import type { Stack } from '#scripts/local/stack.ts';
import { aurora } from './console.ts';
import { type HubspotContact, openHubspotAccount } from './hubspot-account.ts';
import {
  addressesOf,
  expectedFields,
  mappedFields,
  mappedProperties,
  meaningOf,
  meaningOfFields,
} from './mapped-values.ts';
import { openSalesforceOrg, type SalesforceRecord } from './salesforce-org.ts';
import { readWrites } from './sandbox-control.ts';

type ObjectName = 'Lead' | 'Contact';
type OrgRecord = SalesforceRecord & { readonly objectName: ObjectName };

/** Everything on both sides at one moment, read through the platforms' own APIs. */
export type WorldReading = {
  memberIds: ReadonlySet<string>;
  contacts: ReadonlyMap<string, HubspotContact>;
  records: ReadonlyMap<string, OrgRecord>;
};

/** Both platforms of a stack, to be compared before and after. */
export async function openWorld(stack: Stack) {
  const hubspot = await openHubspotAccount(stack.hubspotUrl, aurora.portalId);
  const salesforce = await openSalesforceOrg(stack.salesforceUrl, aurora.salesforceUser);
  const lengths: Record<ObjectName, ReadonlyMap<string, number>> = {
    Lead: await salesforce.readFieldLengths('Lead'),
    Contact: await salesforce.readFieldLengths('Contact'),
  };

  async function readRecords(objectName: ObjectName): Promise<OrgRecord[]> {
    const fields = ['Id', 'CreatedDate', 'SystemModstamp', ...mappedFields(objectName).values()];
    const records = await salesforce.query(`SELECT ${fields.join(', ')} FROM ${objectName}`);
    return records.map((record) => ({ ...record, objectName }));
  }

  async function read(listName: string): Promise<WorldReading> {
    const listId = await hubspot.findListId(listName);
    const contacts = await hubspot.readContacts([...mappedProperties, 'hs_additional_emails']);
    const records = [...(await readRecords('Lead')), ...(await readRecords('Contact'))];
    return {
      memberIds: new Set(await hubspot.readMemberIds(listId)),
      contacts: new Map(contacts.map((contact) => [contact.id, contact])),
      records: new Map(records.map((record) => [String(record.Id), record])),
    };
  }

  /** Members arrived with their mapped values, everything that belongs to nobody in the list is as it was. */
  async function expectOnlyMembersSynced(before: WorldReading, after: WorldReading): Promise<void> {
    const members = [...before.memberIds].map((memberId) => contactOf(before, memberId));
    const addresses = new Set(members.flatMap(addressesOf));
    expect(others(after, addresses)).toEqual(others(before, addresses));
    for (const member of members) expectMemberSynced(member, before, after);
    const { hubspot: hubspotWrites } = await readWrites(stack);
    const membersWritten = new Set(members.map(({ id }) => `hubspot:contact:${id}`));
    expect(Object.keys(hubspotWrites.byRecord).filter((key) => !membersWritten.has(key))).toEqual([]);
  }

  function expectMemberSynced(member: HubspotContact, before: WorldReading, after: WorldReading): void {
    const addresses = new Set(addressesOf(member));
    const known = recordsOf(before, addresses);
    const found = recordsOf(after, addresses);
    const [only, ...more] = found;
    if (known.length === 0) {
      expect(more, `${member.properties.email} exists once`).toEqual([]);
      expect(only, `${member.properties.email} arrived`).toBeDefined();
      expect(only && { objectName: only.objectName, ...meaningOfFields(only, 'Lead') }).toEqual({
        objectName: 'Lead',
        ...expectedFields(member, 'Lead', lengths.Lead),
      });
      return;
    }
    // By default Salesforce's values win and HubSpot fills the blanks: nothing that stood there may change.
    expect(found.map(({ Id }) => Id)).toEqual(known.map(({ Id }) => Id));
    for (const record of known) {
      const now = after.records.get(String(record.Id));
      const kept = Object.entries(meaningOfFields(record, record.objectName)).filter(
        ([, value]) => value !== '',
      );
      expect(now && meaningOfFields(now, record.objectName)).toMatchObject(Object.fromEntries(kept));
    }
    if (only !== undefined && more.length === 0) expectAgreement(contactOf(after, member.id), only);
  }

  /** Both sides mean the same, as far as the field can hold what HubSpot says. */
  function expectAgreement(contact: HubspotContact, record: OrgRecord): void {
    const { objectName } = record;
    const inHubspot = [...mappedFields(objectName)].map(([property, field]) => [
      field,
      meaningOf(contact.properties[property], field, lengths[objectName].get(field)),
    ]);
    expect(meaningOfFields(record, objectName)).toEqual(Object.fromEntries(inHubspot));
  }

  return { lengths, read, expectOnlyMembersSynced };
}

function contactOf({ contacts }: WorldReading, contactId: string): HubspotContact {
  const contact = contacts.get(contactId);
  if (contact === undefined) throw new Error(`HubSpot has no contact ${contactId}`);
  return contact;
}

function recordsOf({ records }: WorldReading, addresses: ReadonlySet<string>): OrgRecord[] {
  return [...records.values()].filter(({ Email }) => addresses.has(String(Email ?? '').toLowerCase()));
}

/** What belongs to none of these addresses: contacts and records with everything known of them. */
function others({ contacts, records }: WorldReading, addresses: ReadonlySet<string>) {
  return {
    contacts: [...contacts.values()].filter((each) => !addressesOf(each).some((one) => addresses.has(one))),
    records: [...records.values()].filter(({ Email }) => !addresses.has(String(Email ?? '').toLowerCase())),
  };
}

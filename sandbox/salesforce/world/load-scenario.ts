import { UnknownScenario } from '#sandbox/kernel/service.ts';
import {
  demoPersonInSalesforce,
  demoPlan,
  membersPlan,
  scenarioNames,
} from '#sandbox/scenarios/demo-plan.ts';
import { type Person, personAt } from '#sandbox/scenarios/people.ts';
import { convertInput } from '../records/convert-input.ts';
import type { FieldValue, Row } from '../records/row.ts';
import type { Org } from './org.ts';
import type { World } from './world.ts';

const dayMs = 86_400_000;
const leadSources = ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'];
const languages: Record<string, string> = {
  Italy: 'Italian',
  Italia: 'Italian',
  Germany: 'German',
  France: 'French',
};

type Values = Record<string, unknown>;
type Planter = (objectName: string, values: Values, index: number, extra?: Record<string, FieldValue>) => Row;

/** Values as Salesforce would have stored them; what a field cannot hold was cut or dropped by whoever typed it. */
function store(org: Org, objectName: string, values: Values): Record<string, FieldValue> {
  const object = org.schema.object(objectName);
  const stored: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(values)) {
    const field = object?.field(name);
    if (!field) throw new Error(`No field ${name} on ${objectName}`);
    const fitting = typeof value === 'string' && field.length ? value.trim().slice(0, field.length) : value;
    const converted = convertInput(field, fitting);
    if ('value' in converted && converted.value !== null) stored[field.name] = converted.value;
  }
  return stored;
}

/** Inserts records past rules and change stream, oldest first, spread over the 400 days before yesterday. */
function createPlanter(org: Org, now: number, total: number): Planter {
  const users = [...org.tableOf('User').rows()].filter((user) => user.IsActive !== false);
  let planted = 0;
  return (objectName, values, index, extra = {}) => {
    const owner = users[index % users.length]?.Id ?? '';
    const stamp = Math.floor((now - dayMs - 400 * dayMs * (1 - planted++ / total)) / 1000) * 1000;
    const row: Row = {
      Id: org.tableOf(objectName).nextId(),
      OwnerId: owner,
      ...store(org, objectName, values),
      CreatedDate: stamp,
      CreatedById: owner,
      LastModifiedDate: stamp,
      LastModifiedById: owner,
      SystemModstamp: stamp,
      ...extra,
    };
    org.tableOf(objectName).insert(row);
    return row;
  };
}

function accountOf(person: Person): Values {
  return {
    Name: person.company,
    Website: person.website,
    Industry: 'Energy',
    NumberOfEmployees: person.employees,
    AnnualRevenue: person.annualRevenue,
    BillingStreet: person.street,
    BillingCity: person.city,
    BillingState: person.state,
    BillingPostalCode: person.postalCode,
    BillingCountry: person.country,
    Phone: person.phone,
  };
}

function contactOf(person: Person, index: number): Values {
  return {
    FirstName: person.firstName,
    LastName: person.lastName,
    Email: person.email,
    Title: person.jobTitle,
    Phone: person.phone,
    MobilePhone: person.mobilePhone,
    MailingStreet: person.street,
    MailingCity: person.city,
    MailingState: person.state,
    MailingPostalCode: person.postalCode,
    MailingCountry: person.country,
    LeadSource: leadSources[index % leadSources.length],
    Preferred_Language__c: languages[person.country] ?? 'English',
  };
}

function leadOf(person: Person, index: number): Values {
  return {
    FirstName: person.firstName,
    LastName: person.lastName,
    Company: person.company,
    Email: person.email,
    Title: person.jobTitle,
    Phone: person.phone,
    MobilePhone: person.mobilePhone,
    Street: person.street,
    City: person.city,
    State: person.state,
    PostalCode: person.postalCode,
    Country: person.country,
    Website: person.website,
    NumberOfEmployees: person.employees,
    AnnualRevenue: person.annualRevenue,
    LeadSource: leadSources[index % leadSources.length],
    Status: index % 3 === 0 ? 'Working - Contacted' : 'Open - Not Contacted',
    Preferred_Language__c: languages[person.country] ?? 'English',
  };
}

const range = ({ from, to }: { from: number; to: number }): number[] =>
  Array.from({ length: to - from }, (_, offset) => from + offset);

const accountCount = 120;
const opportunityCount = 40;

/** Companies of the planned people, each once, until there are enough. */
function plantAccounts(plant: Planter, indexes: number[]): Row[] {
  const people = new Map<string, Person>();
  for (let extra = 0; people.size < accountCount; extra++) {
    const index = indexes[extra] ?? 50_000 + extra;
    const person = personAt(demoPlan.seed, index);
    const name =
      people.has(person.company) && extra > 2000 ? `${person.company} ${person.city}` : person.company;
    if (!people.has(name)) people.set(name, { ...person, company: name });
    if (extra > 4000) break;
  }
  return [...people.values()].map((person, index) => plant('Account', accountOf(person), index));
}

/**
 * The demo company: 120 accounts, 500 contacts, 600 leads. Every eleventh lead is converted, every seventeenth has
 * no e-mail, a few people exist twice with the same e-mail, and one in six of the people HubSpot knows too has
 * older values here.
 */
function loadDemo(org: Org, now: number): void {
  const contactIndexes = demoPlan.salesforceContacts.flatMap(range);
  const leadIndexes = demoPlan.salesforceLeads.flatMap(range);
  const total = accountCount + contactIndexes.length + leadIndexes.length + opportunityCount;
  const plant = createPlanter(org, now, total);
  const accounts = plantAccounts(plant, contactIndexes);
  const accountByName = new Map(accounts.map((account) => [String(account.Name), account]));

  const contacts = contactIndexes.map((index, order) => {
    const person = demoPersonInSalesforce(index);
    const twin = order % 60 === 59 ? demoPersonInSalesforce(contactIndexes[order - 1] ?? index) : person;
    const branch = accountByName.get(`${person.company} ${person.city}`);
    const account = branch ?? accountByName.get(person.company.trim()) ?? accounts[index % accounts.length];
    const hasEmail = order % 41 !== 40;
    const values = { ...contactOf(twin, index), ...(hasEmail ? {} : { Email: null }) };
    const row = plant('Contact', values, index, order % 12 === 11 ? {} : { AccountId: account?.Id ?? null });
    return { row, person: twin, hasEmail };
  });

  leadIndexes.forEach((index, order) => {
    // A converted lead is the person it became: under another name it would lead a sync to somebody else.
    const contact = order % 11 === 10 ? contacts[order % contacts.length] : undefined;
    const twinIndex = order % 50 === 49 ? (leadIndexes[order - 1] ?? index) : index;
    const person = contact?.person ?? demoPersonInSalesforce(twinIndex);
    const hasEmail = contact?.hasEmail ?? order % 17 !== 16;
    const values = { ...leadOf(person, index), ...(hasEmail ? {} : { Email: null }) };
    plant('Lead', values, index, contact ? conversionOf(contact.row, now) : {});
  });

  accounts.slice(0, opportunityCount).forEach((account, index) => {
    plant(
      'Opportunity',
      {
        Name: `${account.Name} - Supply contract`.slice(0, 120),
        StageName: ['Prospecting', 'Proposal/Price Quote', 'Closed Won', 'Closed Lost'][index % 4],
        Amount: 12_000 + index * 1_750,
        CloseDate: new Date(now + (index - 20) * 5 * dayMs).toISOString().slice(0, 10),
      },
      index,
      { AccountId: account.Id },
    );
  });
}

function conversionOf(contact: Row, now: number): Record<string, FieldValue> {
  return {
    Status: 'Closed - Converted',
    IsConverted: true,
    ConvertedDate: new Date(now - 30 * dayMs).toISOString().slice(0, 10),
    ConvertedContactId: contact.Id,
    ConvertedAccountId: contact.AccountId ?? null,
  };
}

function loadMembers(org: Org, now: number): void {
  const plant = createPlanter(org, now, membersPlan.salesforceLeads.length);
  for (const index of membersPlan.salesforceLeads.flatMap(range)) {
    plant('Lead', leadOf(personAt(membersPlan.seed, index), index), index);
  }
}

/** Replaces everything in both orgs. Fills the first; the second stays nearly empty, so that connecting the wrong one shows at once. */
export function loadScenario(world: World, name: string): void {
  if (!scenarioNames.some((known) => known === name)) throw new UnknownScenario(name, scenarioNames);
  world.reset();
  const [first, second] = world.orgs();
  if (!first || !second) return;
  if (name === 'demo') loadDemo(first, world.clock.now());
  if (name === 'members-5000') loadMembers(first, world.clock.now());
  if (name === 'empty') return;
  const northwind = [900_000, 900_001, 900_002];
  const plant = createPlanter(second, world.clock.now(), northwind.length);
  for (const index of northwind) plant('Lead', leadOf(personAt('northwind', index), index), index);
}

/** Adds people without number, the same for the same seed. They continue where earlier ones of that seed ended. */
export function generateRecords(
  org: Org,
  now: number,
  wish: { seed: string; leads: number; contacts: number },
): void {
  const plant = createPlanter(org, now, wish.leads + wish.contacts);
  const leadsBefore = org.tableOf('Lead').size();
  const contactsBefore = org.tableOf('Contact').size();
  for (let index = leadsBefore; index < leadsBefore + wish.leads; index++) {
    plant('Lead', leadOf(personAt(wish.seed, index), index), index);
  }
  for (let index = contactsBefore; index < contactsBefore + wish.contacts; index++) {
    plant('Contact', contactOf(personAt(wish.seed, index), index), index);
  }
}

import type { SalesforceOrg } from './salesforce-org.ts';

/** What the result file must say of one Salesforce record. */
export type ExpectedRow = {
  readonly email: string;
  readonly contact: 'created' | 'existing' | '';
  readonly result: 'filled' | 'email_only' | 'no_email' | 'invalid_email' | 'other_record_linked';
};

type Row = {
  readonly object: 'Lead' | 'Contact';
  readonly number: number;
  readonly email: string;
  readonly expected: ExpectedRow;
};

export const lastNamePrefix = 'Wizard';
export const insideDomain = 'inside.example';
/** Addresses of contacts that HubSpot has before the import, with a first name of their own. */
export const existingEmails = Array.from({ length: 40 }, (_, index) => addressOf(index));

function addressOf(number: number): string {
  return `wizard-${number}@${number % 3 === 0 ? insideDomain : 'outside.example'}`;
}

function expectedOf(number: number): ExpectedRow {
  return {
    email: addressOf(number),
    contact: number < existingEmails.length ? 'existing' : 'created',
    result: number % 3 === 0 ? 'filled' : 'email_only',
  };
}

const clean = (object: Row['object'], number: number): Row => ({
  object,
  number,
  email: addressOf(number),
  expected: expectedOf(number),
});

const duplicate = (object: Row['object'], number: number, of: number, typed = addressOf(of)): Row => ({
  object,
  number,
  email: typed,
  expected: { email: addressOf(of), contact: 'existing', result: 'other_record_linked' },
});

const range = <Item>(from: number, to: number, make: (number: number) => Item): Item[] =>
  Array.from({ length: to - from }, (_, index) => make(from + index));

/**
 * 3,000 records: Leads and Contacts, some of them without an address or with one nobody can have, several with the
 * address of another, and some whose contact is there.
 */
export const importRows: readonly Row[] = [
  ...range(0, 2_500, (number) => clean('Lead', number)),
  ...range(2_500, 2_600, (number): Row => {
    return { object: 'Lead', number, email: '', expected: { email: '', contact: '', result: 'no_email' } };
  }),
  ...range(2_600, 2_650, (number): Row => {
    const email = `wizard-${number}@b.c`;
    return { object: 'Lead', number, email, expected: { email, contact: '', result: 'invalid_email' } };
  }),
  // Written otherwise, the same address.
  ...range(2_650, 2_700, (number) =>
    duplicate('Lead', number, number - 1_000, addressOf(number - 1_000).toUpperCase()),
  ),
  ...range(2_700, 3_000, (number) => clean('Contact', number)),
];

/** Makes the records; answers what the result file must say, by record id. */
export async function makeImportRows(org: SalesforceOrg): Promise<ReadonlyMap<string, ExpectedRow>> {
  const expected = new Map<string, ExpectedRow>();
  for (const object of ['Lead', 'Contact'] as const) {
    const rows = importRows.filter((row) => row.object === object);
    const recordIds = await org.createRecords(
      object,
      rows.map(({ number, email }) => ({
        FirstName: 'Ada',
        LastName: `${lastNamePrefix} ${number}`,
        ...(object === 'Lead' ? { Company: 'Acme', City: 'Torino' } : { MailingCity: 'Torino' }),
        ...(email !== '' && { Email: email }),
      })),
    );
    for (const [index, recordId] of recordIds.entries()) {
      const row = rows[index];
      if (row !== undefined) expected.set(recordId, row.expected);
    }
  }
  return expected;
}

/** What a part of the work costs at the least, with every call as full as the platform allows. */
export type Work = {
  readonly contacts: number;
  /** The list is read page by page; webhooks name their contacts themselves. */
  readonly isEnumerated: boolean;
  /** Linked records are read by id, unlinked ones are looked for by address. */
  readonly isLinked: boolean;
  readonly hubspotWrites: number;
  readonly salesforceWrites: number;
};

export type Floor = { readonly hubspot: number; readonly salesforce: number };

const membersPerPage = 250;
const contactsPerRead = 100;
const membershipsPerRead = 100;
const recordsPerRead = 2_000;
const contactsPerWrite = 100;
const recordsPerWrite = 200;

export function floorOf({ contacts, isEnumerated, isLinked, hubspotWrites, salesforceWrites }: Work): Floor {
  return {
    hubspot:
      (isEnumerated ? Math.ceil(contacts / membersPerPage) : 0) +
      Math.ceil(contacts / contactsPerRead) +
      Math.ceil(contacts / membershipsPerRead) +
      Math.ceil(hubspotWrites / contactsPerWrite),
    salesforce:
      (isLinked ? Math.ceil(contacts / recordsPerRead) : 0) + Math.ceil(salesforceWrites / recordsPerWrite),
  };
}

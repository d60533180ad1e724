import type { PinLinkRequest, PinLinkResponse, PinRefusal } from '#lib/contracts/links.ts';
import type { HubspotContact, SalesforceRecord, SalesforceType } from '#lib/domain/records.ts';
import { longSalesforceId, salesforceTypeOf } from '#lib/domain/salesforce-id.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { addressesOf } from './match-records.ts';

/**
 * Links a contact with another Salesforce record that has one of its addresses, and keeps it there. Nothing is written
 * to either platform: the next sync of the contact meets the record as if for the first time.
 *
 * @throws ServiceError `not_found` when HubSpot has no such contact, `pin_refused` with the reason.
 */
export async function pinLink(
  context: RequestContext,
  hubspotContactId: string,
  { salesforceId }: PinLinkRequest,
): Promise<PinLinkResponse> {
  const { stores, user, wakeDrain } = context;
  const contact = await readContact(context, hubspotContactId);
  const record = await readRecord(context, longSalesforceId(salesforceId));
  if (record.isConverted) throw refusal('record_converted');
  if (!addressesOf(contact).includes(record.email ?? '')) throw refusal('other_address');
  const pinned = {
    hubspotContactId: contact.hubspotContactId,
    salesforceType: record.salesforceType,
    salesforceId: record.salesforceId,
  };
  const [former] = await stores.links.findByHubspotIds([pinned.hubspotContactId]);
  if (!(await stores.links.pin(pinned))) throw refusal('linked_elsewhere');
  await stores.audit.record(user.email, 'link.pinned', {
    hubspotContactId: pinned.hubspotContactId,
    salesforceId: pinned.salesforceId,
    formerSalesforceId: former?.salesforceId ?? null,
  });
  // A drain that was under way has lost its say over links, and ends.
  await wakeDrain();
  return pinned;
}

async function readContact({ hubspot }: RequestContext, hubspotContactId: string): Promise<HubspotContact> {
  if (!/^\d+$/.test(hubspotContactId)) throw new ServiceError('not_found');
  const { contacts, gone } = await hubspot.readContacts([hubspotContactId], []);
  const contact = contacts.get(hubspotContactId);
  if (contact === undefined) {
    throw gone.has(hubspotContactId)
      ? new ServiceError('not_found')
      : new ServiceError('hubspot_unavailable', { code: 'NOT_READ' });
  }
  if (contact.email === null) throw refusal('contact_has_no_email');
  return contact;
}

/** Another org's record is one that this org does not know. */
async function readRecord({ salesforce }: RequestContext, salesforceId: string): Promise<SalesforceRecord> {
  const salesforceType = salesforceTypeOf(salesforceId);
  if (salesforceType === null) throw refusal('record_not_visible');
  const { records } = await salesforce.retrieve(salesforceType, [salesforceId], []);
  const record = records.get(salesforceId);
  if (record === undefined) throw refusal(await readFate(salesforce, salesforceType, salesforceId));
  return record;
}

async function readFate(
  salesforce: RequestContext['salesforce'],
  salesforceType: SalesforceType,
  salesforceId: string,
): Promise<PinRefusal> {
  const tombstone = (await salesforce.readTombstones(salesforceType, [salesforceId])).get(salesforceId);
  if (tombstone === undefined) return 'record_not_visible';
  return tombstone.winnerId === null ? 'record_deleted' : 'record_merged';
}

function refusal(reason: PinRefusal): ServiceError {
  return new ServiceError('pin_refused', { reason });
}

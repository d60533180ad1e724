import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { connect, openRequest } from './context.fixtures.ts';
import { pinLink } from './pin-link.ts';
import { addRecord } from './platforms.fixtures.ts';
import { deleteRecord, hint, linksOf, setScene, startResync, writesOf } from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

/** Contacts 001 to 003 are linked with a Lead each; a Contact in Salesforce has the address of 001, too. */
async function openScene() {
  const scene = await setScene(await tenants.openTenant());
  await connect(scene, 'salesforce');
  await startResync(scene.stores);
  await scene.drainAll();
  scene.calls.clear();
  const other = addRecord(scene.org, 'Contact', {
    Email: 'person-001@example.com',
    LastName: 'Byron',
    Phone: '555 0100',
  });
  const request = openRequest(scene, tenants.directory);
  const pin = (salesforceId: string, hubspotContactId = '001') =>
    pinLink(request.context, hubspotContactId, { salesforceId });
  const linkOf = async (hubspotContactId: string) =>
    (await scene.stores.links.findByHubspotIds([hubspotContactId]))[0];
  const [lead = ''] = Object.entries(await linksOf(scene)).find(([, contactId]) => contactId === '001') ?? [];
  return { scene, request, other, lead, pin, linkOf };
}

describe('pinning another record', () => {
  it('links it without a base, notes who did it, and writes to neither side', async () => {
    const { scene, request, other, lead, pin, linkOf } = await openScene();
    const before = structuredClone([[...scene.portal.contacts], [...scene.org.records]]);
    expect(await pin(other.slice(0, 15))).toEqual({
      hubspotContactId: '001',
      salesforceType: 'Contact',
      salesforceId: other,
    });
    expect(await linkOf('001')).toMatchObject({ salesforceId: other, isPinned: true, base: {} });
    expect(structuredClone([[...scene.portal.contacts], [...scene.org.records]])).toEqual(before);
    expect(request.wakes()).toBe(1);
    const { tenantId } = scene.stores;
    const [event] = await tenants.db.auditEvent.findMany({ where: { tenantId, action: 'link.pinned' } });
    expect(event).toMatchObject({
      actor: 'admin@example.com',
      detail: { hubspotContactId: '001', salesforceId: other, formerSalesforceId: lead },
    });
  });

  it('is what the next sync goes by, as at a first contact, and stays', async () => {
    const { scene, other, lead, pin, linkOf } = await openScene();
    await pin(other);
    for (let times = 0; times < 2; times += 1) {
      await hint(scene, '001', 'contact_changed');
      await scene.drainAll();
    }
    expect(scene.portal.contacts.get('001')).toMatchObject({ lastname: 'Byron', phone: '555 0100' });
    expect(scene.org.records.get(other)?.fields).toMatchObject({ FirstName: 'Ada' });
    expect(scene.org.records.get(lead)?.fields).toMatchObject({ LastName: 'Lovelace 001' });
    expect(await linkOf('001')).toMatchObject({ salesforceId: other, isPinned: true });
  });

  it('keeps the base of the record that is linked already', async () => {
    const { lead, pin, linkOf } = await openScene();
    const before = await linkOf('001');
    await pin(lead);
    expect(await linkOf('001')).toEqual({ ...before, isPinned: true });
  });

  it('links a contact that nothing was linked with yet', async () => {
    const { scene, pin, linkOf } = await openScene();
    const record = addRecord(scene.org, 'Lead', { Email: 'person-005@example.com', LastName: 'New' });
    await pin(record, '005');
    expect(await linkOf('005')).toMatchObject({ salesforceId: record, isPinned: true });
  });

  it('takes a drain that is under way its say, and the change is looked at again', async () => {
    const { scene, other, pin, linkOf } = await openScene();
    Object.assign(scene.portal.contacts.get('001') ?? {}, { mobilephone: '4' });
    await hint(scene, '001', 'contact_changed');
    let isPinned = false;
    const result = await scene.drain({
      before: async ({ name }) => {
        if (name !== 'batches.record' || isPinned) return;
        isPinned = true;
        await pin(other);
      },
    });
    expect(result).toEqual({ kind: 'superseded' });
    expect(await linkOf('001')).toMatchObject({ salesforceId: other });
    await scene.drainAll();
    expect(scene.org.records.get(other)?.fields).toMatchObject({ MobilePhone: '4' });
    expect(await linkOf('001')).toMatchObject({ salesforceId: other, isPinned: true });
  });
});

describe('a pin is refused', () => {
  it.each([
    ['a record that another contact holds', 'linked_elsewhere'],
    ['a deleted record', 'record_deleted'],
    ['a record that was merged away', 'record_merged'],
    ['a converted Lead', 'record_converted'],
    ['a record with another address', 'other_address'],
    ['another tenant’s record', 'record_not_visible'],
    ['what is no Lead and no Contact', 'record_not_visible'],
  ])('for %s', async (what, reason) => {
    const { scene, other, pin, linkOf } = await openScene();
    const add = (salesforceType: 'Lead' | 'Contact', Email = 'person-001@example.com') =>
      addRecord(scene.org, salesforceType, { Email, LastName: 'Byron' });
    const choose: Record<string, () => Promise<string> | string> = {
      'a record that another contact holds': async () => {
        scene.portal.secondaryEmails.set('001', ['person-002@example.com']);
        return (await linkOf('002'))?.salesforceId ?? '';
      },
      'a deleted record': () => {
        deleteRecord(scene, other);
        return other;
      },
      'a record that was merged away': () => {
        deleteRecord(scene, other, add('Contact'));
        return other;
      },
      'a converted Lead': () => {
        const lead = add('Lead');
        Object.assign(scene.org.records.get(lead) ?? {}, { convertedContactId: other });
        return lead;
      },
      'a record with another address': () => add('Contact', 'somebody@else.example'),
      'another tenant’s record': async () => {
        const stranger = await openScene();
        return stranger.other;
      },
      'what is no Lead and no Contact': () => '001000000000001',
    };
    const salesforceId = await choose[what]?.();
    const before = await linkOf('001');
    await expect(pin(salesforceId ?? '')).rejects.toMatchObject({ code: 'pin_refused', detail: { reason } });
    expect(await linkOf('001')).toEqual(before);
    expect(writesOf(scene.calls)).toBe(0);
    const { tenantId } = scene.stores;
    expect(await tenants.db.auditEvent.count({ where: { tenantId, action: 'link.pinned' } })).toBe(0);
  });

  it('for a contact without an address, and one that HubSpot does not know', async () => {
    const { scene, other, pin } = await openScene();
    Object.assign(scene.portal.contacts.get('004') ?? {}, { email: '' });
    await expect(pin(other, '004')).rejects.toMatchObject({ detail: { reason: 'contact_has_no_email' } });
    for (const hubspotContactId of ['999', 'nobody@example.com']) {
      await expect(pin(other, hubspotContactId)).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('for the same record twice at once: one contact gets it', async () => {
    const { scene, other, pin } = await openScene();
    scene.portal.secondaryEmails.set('002', ['person-001@example.com']);
    const settled = await Promise.allSettled([pin(other, '001'), pin(other, '002')]);
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(settled.find((each) => each.status === 'rejected')).toMatchObject({
      reason: { detail: { reason: 'linked_elsewhere' } },
    });
  });
});

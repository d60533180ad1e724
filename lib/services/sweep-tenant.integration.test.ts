import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { mergeContacts } from '#sandbox/hubspot/contacts/merge.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { type SandboxTenant, startSandboxes } from './sandbox.fixtures.ts';
import { sweepTenant } from './sweep-tenant.ts';

const tenants = openTestTenants(await createTestDatabase());
const sandboxes = await startSandboxes(tenants);
const { time, controlSalesforce } = sandboxes;
afterAll(async () => {
  await sandboxes.close();
  await tenants.close();
});

const minuteMs = 60_000;
const person = { sourceType: 'CRM_UI', sourceId: 'userId:1' } as const;
let tenant: SandboxTenant;
beforeEach(async () => {
  await sandboxes.reset();
  tenant = await sandboxes.openTenant(0);
  time.advance(5_000);
});

const sweep = (of = tenant, signal = new AbortController().signal) => sweepTenant(of.session, signal);

/** Sweeps until nothing is due any more, as a worker that runs on would; moves time from turn to turn. */
async function sweepFor(ms: number, of = tenant) {
  const end = time.now() + ms;
  while (time.now() < end) {
    const { nextDueAt } = await sweep(of);
    time.advance(Math.max(1, Math.min(end, nextDueAt?.getTime() ?? end) - time.now()));
  }
}

/** What waits in the inbox, by record. */
async function inbox(of = tenant): Promise<Record<string, string[]>> {
  const rows = await tenants.db.pendingChange.findMany({ where: { tenantId: of.stores.tenantId } });
  return Object.fromEntries(rows.map(({ recordId, triggers }) => [recordId, triggers.sort()]));
}

const countCalls = ({ counters }: typeof sandboxes.hubspot | typeof sandboxes.salesforce.service) =>
  Object.values(counters.read().calls)
    .flatMap((byStatus) => Object.values(byStatus))
    .reduce((sum, count) => sum + count, 0);

/** Lets every stream be read at once, whenever its turn would come. */
const makeDue = () => tenants.db.watermark.updateMany({ data: { dueAt: new Date(0) } });

const emptyInbox = (of = tenant) =>
  tenants.db.pendingChange.deleteMany({ where: { tenantId: of.stores.tenantId } });

let people = 0;
/** Somebody makes contacts by hand; all of one moment. */
function createContacts(count = 1, of = tenant): string[] {
  return Array.from({ length: count }, () => {
    people += 1;
    const values = new Map([['email', `person-${people}@sweep.example`]]);
    return of.portal.contacts.idOf(of.portal.contacts.create(values, person, time.now()));
  });
}

function editContact(contactId: string, values: Record<string, string>, of = tenant) {
  const row = of.portal.contacts.rowOf(contactId);
  if (row === undefined) throw new Error('no such contact');
  of.portal.contacts.update(row, new Map(Object.entries(values)), person, time.now());
}

async function createLeads(count = 1, of = tenant): Promise<string[]> {
  const leads = Array.from({ length: count }, () => {
    people += 1;
    const fields = { LastName: `P${people}`, Company: 'Acme', Email: `lead-${people}@sweep.example` };
    return { salesforceType: 'Lead' as const, fields };
  });
  const ids: string[] = [];
  for (let from = 0; from < count; from += 200) {
    const results = await of.session.salesforce.create(leads.slice(from, from + 200));
    ids.push(...results.map((result) => (result.isWritten ? result.recordId : 'refused')));
  }
  return ids;
}

const editLead = (salesforceId: string, fields: Record<string, string>, of = tenant) =>
  of.session.salesforce.update([{ salesforceType: 'Lead', salesforceId, fields }]);

describe('a tenant that was just connected', () => {
  it('is told of nothing that was there before, and of everything since', async () => {
    createContacts();
    await createLeads();
    time.advance(minuteMs);
    const fresh = await sandboxes.openTenant(0);
    time.advance(10_000);
    const [contactId = ''] = createContacts(1, fresh);
    const [leadId = ''] = await createLeads(1, fresh);
    time.advance(minuteMs);
    await sweep(fresh);
    expect(await inbox(fresh)).toEqual({
      [contactId]: ['contact_created'],
      [leadId]: ['record_created'],
    });
  });

  it('costs three calls of HubSpot and four of Salesforce for each minute in which nothing happens', async () => {
    await tenant.chooseList(await makeList());
    await sweepFor(2 * minuteMs);
    const calls = () => [sandboxes.hubspot, sandboxes.salesforce.service].map(countCalls);
    const before = calls();
    await sweepFor(3 * minuteMs);
    expect(calls().map((count, index) => (count - (before[index] ?? 0)) / 3)).toEqual([3, 4]);
  });
});

describe('changes in HubSpot', () => {
  it('are found once, however often they are read again', async () => {
    await sweepFor(minuteMs);
    const [contactId = ''] = createContacts();
    time.advance(2_000);
    await sweepFor(minuteMs);
    expect(await inbox()).toEqual({ [contactId]: ['contact_created'] });
    await emptyInbox();
    await sweepFor(10 * minuteMs);
    expect(await inbox()).toEqual({});
    editContact(contactId, { city: 'Torino' });
    await sweepFor(2 * minuteMs);
    expect(await inbox()).toEqual({ [contactId]: ['contact_changed'] });
  });

  it('are found when search notices them late', async () => {
    sandboxes.hubspot.world.settings.searchLagMs = 90_000;
    await sweepFor(minuteMs);
    const contactIds: string[] = [];
    for (let round = 0; round < 10; round += 1) {
      contactIds.push(...createContacts());
      await sweepFor(37_000);
    }
    await sweepFor(4 * minuteMs);
    expect(Object.keys(await inbox()).sort()).toEqual(contactIds.sort());
  });

  it('are all found when 10,200 contacts share one stamp, and the sweep ends', async () => {
    await sweepFor(minuteMs);
    const contactIds = createContacts(10_200);
    time.advance(minuteMs);
    while (((await sweep()).nextDueAt?.getTime() ?? 0) <= time.now());
    expect(Object.keys(await inbox()).length).toBe(contactIds.length);
    await emptyInbox();
    time.advance(minuteMs);
    while (((await sweep()).nextDueAt?.getTime() ?? 0) <= time.now());
    expect(await inbox()).toEqual({});
  }, 300_000);

  it('are all found after a day without a worker', async () => {
    await sweepFor(minuteMs);
    const contactIds: string[] = [];
    for (let round = 0; round < 24; round += 1) {
      contactIds.push(...createContacts(100));
      time.advance(60 * minuteMs);
    }
    await sweepFor(3 * minuteMs);
    expect(Object.keys(await inbox()).sort()).toEqual(contactIds.sort());
  });

  it('are found when contacts change while they are being read', async () => {
    await sweepFor(minuteMs);
    const contactIds: string[] = [];
    for (let each = 0; each < 450; each += 1) {
      contactIds.push(...createContacts());
      time.advance(1);
    }
    const { searchChanged } = tenant.session.hubspot;
    let reads = 0;
    const hubspot = {
      ...tenant.session.hubspot,
      searchChanged: async (...position: Parameters<typeof searchChanged>) => {
        const page = await searchChanged(...position);
        reads += 1;
        time.advance(1);
        if (reads < 3)
          for (const contactId of contactIds.slice(0, 150)) editContact(contactId, { city: `${reads}` });
        return page;
      },
    };
    time.advance(2 * minuteMs);
    await sweepTenant({ ...tenant.session, hubspot }, new AbortController().signal);
    await sweepFor(3 * minuteMs);
    expect(Object.keys(await inbox()).sort()).toEqual(contactIds.sort());
  });

  it('include linked contacts that were archived or merged away while nobody told of it', async () => {
    const [gone = '', loser = '', winner = '', kept = ''] = createContacts(4);
    await link(gone, loser, winner, kept);
    await sweepFor(20 * minuteMs);
    await emptyInbox();
    tenant.portal.contacts.archive(tenant.portal.contacts.rowOf(gone) ?? 0, person, time.now());
    mergeContacts(tenant.portal, winner, loser, person);
    await sweepFor(20 * minuteMs);
    const told = await inbox();
    expect(told[gone]).toContain('contact_deleted');
    expect(told[loser]).toContain('contact_merged');
    expect(told[kept]).toBeUndefined();
  });
});

describe('changes in Salesforce', () => {
  it('are named by what happened', async () => {
    const [edited = '', deleted = '', winner = '', loser = '', converted = ''] = await createLeads(5);
    await sweepFor(5 * minuteMs);
    await emptyInbox();
    await editLead(edited, { City: 'Torino' });
    await controlSalesforce('records/merge', { masterId: winner, loserIds: [loser] });
    await controlSalesforce('records/convert', { leadId: converted });
    await deleteLead(deleted);
    const [created = ''] = await createLeads();
    await sweepFor(3 * minuteMs);
    const told = await inbox();
    expect(told[edited]).toEqual(['record_changed']);
    expect(told[deleted]).toEqual(['record_deleted']);
    expect(told[loser]).toEqual(['record_merged']);
    expect(told[winner]).toEqual(['record_changed']);
    expect(told[converted]).toEqual(['record_converted']);
    expect(told[created]).toEqual(['record_created']);
  });

  it('are found when they were committed late, under a stamp that sweeps have passed', async () => {
    await sweepFor(5 * minuteMs);
    const values = { LastName: 'Late', Company: 'Acme', Email: 'late@sweep.example' };
    const { transactionId } = await controlSalesforce('transactions', {
      changes: [{ object: 'Lead', values }],
    });
    for (let round = 0; round < 12; round += 1) {
      await createLeads();
      await sweepFor(minuteMs);
    }
    await emptyInbox();
    const { recordIds } = await controlSalesforce(`transactions/${transactionId}/commit`);
    await sweepFor(3 * minuteMs);
    expect(Object.keys(await inbox())).toContain(recordIds[0]);
  });

  it('are found when a second edit carries the stamp of the first, which was read already', async () => {
    const [leadId = ''] = await createLeads();
    await sweepFor(5 * minuteMs);
    await emptyInbox();
    time.advance(1_000 - (time.now() % 1_000));
    await editLead(leadId, { City: 'one' });
    await makeDue();
    await sweep();
    expect(await inbox()).toEqual({ [leadId]: ['record_changed'] });
    await emptyInbox();
    await editLead(leadId, { City: 'two' });
    await sweepFor(3 * minuteMs);
    expect(await inbox()).toEqual({ [leadId]: ['record_changed'] });
    await emptyInbox();
    await sweepFor(10 * minuteMs);
    expect(await inbox()).toEqual({});
  });

  it('are all found when 10,000 records share one stamp, and the sweep ends', async () => {
    await sweepFor(minuteMs);
    time.advance(1_000 - (time.now() % 1_000));
    const leadIds = await createLeads(10_000);
    await sweepFor(4 * minuteMs);
    expect(Object.keys(await inbox()).length).toBe(leadIds.length);
    await emptyInbox();
    await sweepFor(10 * minuteMs);
    expect(await inbox()).toEqual({});
  });

  it.each([true, false])(
    'include linked records that left the recycle bin (Salesforce still knows of it: %s)',
    async (isComplete) => {
      const [leadId = '', other = '', kept = ''] = await createLeads(3);
      await sweepFor(20 * minuteMs);
      const { tenantId } = tenant.stores;
      await tenants.db.recordLink.createMany({
        data: [leadId, kept].map((salesforceId, index) => ({
          tenantId,
          hubspotContactId: String(index),
          salesforceId,
          salesforceKind: 'Lead' as const,
        })),
      });
      await emptyInbox();
      const deletedAt = new Date(time.now()).toISOString();
      await deleteLead(leadId);
      await deleteLead(other);
      await controlSalesforce('recycle-bin/empty');
      const salesforce = {
        ...tenant.session.salesforce,
        readDeleted: async () => ({
          deleted: isComplete ? [leadId, other].map((salesforceId) => ({ salesforceId, deletedAt })) : [],
          coveredUntil: deletedAt,
          isComplete,
        }),
      };
      await makeDue();
      await sweepTenant({ ...tenant.session, salesforce }, new AbortController().signal);
      const told = await inbox();
      expect(told[leadId]).toEqual(['record_deleted']);
      expect(told[other]).toBeUndefined();
      expect(told[kept]).toBeUndefined();
    },
  );
});

describe('a feed that fails', () => {
  it('does not move its watermark, holds up no other, and goes on where it was', async () => {
    await sweepFor(5 * minuteMs);
    const before = await tenant.stores.sweeps.readWatermark('salesforce:Lead');
    const contactIds = createContacts();
    const leadIds = await createLeads();
    time.advance(minuteMs);
    sandboxes.salesforce.service.faults.add({ path: '/services/data/*/queryAll', status: 400, body: [] });
    const { failures } = await sweep();
    expect(failures.length).toBe(2);
    expect((await tenant.stores.sweeps.readWatermark('salesforce:Lead'))?.value).toBe(before?.value);
    expect(Object.keys(await inbox())).toEqual(contactIds);
    sandboxes.salesforce.service.faults.clear();
    await sweepFor(2 * minuteMs);
    expect(Object.keys(await inbox()).sort()).toEqual([...contactIds, ...leadIds].sort());
  });

  it('goes on behind the last page that was stored when a long reading is cut off', async () => {
    await sweepFor(minuteMs);
    const contactIds: string[] = [];
    for (let each = 0; each < 1_000; each += 1) {
      contactIds.push(...createContacts());
      time.advance(1);
    }
    time.advance(5_000);
    sandboxes.hubspot.faults.add({ path: '/crm/objects/**/search', skip: 3, status: 400, body: {} });
    await makeDue();
    await sweep();
    const first = Object.keys(await inbox()).length;
    expect(first).toBeGreaterThanOrEqual(590);
    expect(first).toBeLessThan(1_000);
    sandboxes.hubspot.faults.clear();
    await emptyInbox();
    await sweepFor(2 * minuteMs);
    const second = Object.keys(await inbox()).length;
    expect(first + second).toBeGreaterThanOrEqual(1_000);
    expect(second).toBeLessThan(500);
  });

  it('loses nothing while HubSpot is down for hours', async () => {
    await sweepFor(minuteMs);
    const contactIds = createContacts(3);
    sandboxes.hubspot.faults.add({ path: '/crm/**', status: 400, body: {} });
    for (let hour = 0; hour < 5; hour += 1) {
      contactIds.push(...createContacts());
      time.advance(60 * minuteMs);
      await sweep();
    }
    sandboxes.hubspot.faults.clear();
    await sweepFor(3 * minuteMs);
    expect(Object.keys(await inbox()).sort()).toEqual(contactIds.sort());
  });
});

describe('two tenants', () => {
  it('are each told of their own portal and org only', async () => {
    const other = await sandboxes.openTenant(1);
    time.advance(minuteMs);
    await sweepFor(minuteMs);
    const [contactId = ''] = createContacts(1, other);
    const [leadId = ''] = await createLeads(1, other);
    time.advance(minuteMs);
    await sweepFor(2 * minuteMs);
    await sweepFor(2 * minuteMs, other);
    expect(await inbox()).toEqual({});
    expect(Object.keys(await inbox(other)).sort()).toEqual([leadId, contactId].sort());
  });
});

describe('the inclusion list', () => {
  const joinTorino = (contactIds: readonly string[]) => {
    for (const contactId of contactIds) editContact(contactId, { city: 'Torino' });
    time.advance(1_000);
  };

  it('names nobody for having been chosen, and everybody who joins it afterwards', async () => {
    const members = createContacts(600);
    const later = createContacts(2);
    joinTorino(members);
    const listId = await makeList();
    await sweepFor(5 * minuteMs);
    await emptyInbox();
    await tenant.chooseList(listId);
    await sweepFor(5 * minuteMs);
    expect(await inbox()).toEqual({});
    joinTorino(later);
    await sweepFor(2 * minuteMs);
    const told = await inbox();
    expect(Object.keys(told).sort()).toEqual(later.sort());
    for (const contactId of later) expect(told[contactId]).toContain('list_joined');
  });

  it('names who joined between the choice and the first look at the list', async () => {
    const [member = '', later = ''] = createContacts(2);
    joinTorino([member]);
    const listId = await makeList();
    await sweepFor(5 * minuteMs);
    await emptyInbox();
    await tenant.chooseList(listId);
    time.advance(30 * minuteMs);
    joinTorino([later]);
    await tenant.chooseList(listId);
    await sweepFor(2 * minuteMs);
    expect((await inbox())[later]).toContain('list_joined');
    expect((await inbox())[member]).toBeUndefined();
  });

  it('names who joins again, once, and nobody when joining is not to sync', async () => {
    const [contactId = ''] = createContacts();
    const listId = await makeList();
    await tenant.chooseList(listId);
    await sweepFor(minuteMs);
    joinTorino([contactId]);
    await sweepFor(2 * minuteMs);
    await emptyInbox();
    editContact(contactId, { city: 'Asti' });
    await sweepFor(5 * minuteMs);
    await emptyInbox();
    joinTorino([contactId]);
    await sweepFor(2 * minuteMs);
    expect((await inbox())[contactId]).toContain('list_joined');
    await emptyInbox();
    await sweepFor(10 * minuteMs);
    expect(await inbox()).toEqual({});
    const { revision, settings } = await tenant.stores.settings.readCurrent();
    await tenant.stores.settings.save(revision, { ...settings, syncOnJoin: false }, 'admin');
    const [other = ''] = createContacts();
    joinTorino([other]);
    await sweepFor(2 * minuteMs);
    expect((await inbox())[other]).not.toContain('list_joined');
  });

  it('names linked members that left it', async () => {
    const [leaver = '', member = ''] = createContacts(2);
    joinTorino([leaver, member]);
    const listId = await makeList();
    await tenant.chooseList(listId);
    await link(leaver, member);
    const reading = { listId, answer: 'member', readAt: new Date(time.now()).toISOString() };
    await tenants.db.recordLink.updateMany({
      where: { tenantId: tenant.stores.tenantId },
      data: { reading },
    });
    await sweepFor(5 * minuteMs);
    await emptyInbox();
    editContact(leaver, { city: 'Asti' });
    await sweepFor(3 * minuteMs);
    expect((await inbox())[leaver]).toContain('list_left');
    expect((await inbox())[member]).toBeUndefined();
  });
});

async function makeList(): Promise<string> {
  const listId = await tenant.makeTorinoList();
  time.advance(1_000);
  return listId;
}

const deleteLead = (salesforceId: string) =>
  tenant.callSalesforce('DELETE', `/services/data/v67.0/sobjects/Lead/${salesforceId}`);

/** Links contacts with Leads that are nowhere. */
async function link(...contactIds: string[]): Promise<void> {
  const { tenantId } = tenant.stores;
  await tenants.db.recordLink.createMany({
    data: contactIds.map((hubspotContactId) => ({
      tenantId,
      hubspotContactId,
      salesforceId: `00Q${hubspotContactId}`,
      salesforceKind: 'Lead' as const,
    })),
  });
}

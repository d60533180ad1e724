import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { mergeContacts } from '#sandbox/hubspot/contacts/merge.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { type SandboxTenant, startSandboxes } from './sandbox.fixtures.ts';
import { sweepTenant } from './sweep-tenant.ts';
import { countCalls, createSweepHands, minuteMs, person } from './sweeps.fixtures.ts';

const tenants = openTestTenants(await createTestDatabase());
const sandboxes = await startSandboxes(tenants);
const { time, controlSalesforce } = sandboxes;
afterAll(async () => {
  await sandboxes.close();
  await tenants.close();
});

let tenant: SandboxTenant;
beforeEach(async () => {
  await sandboxes.reset();
  tenant = await sandboxes.openTenant(0);
  time.advance(5_000);
});
const {
  sweep,
  sweepFor,
  inbox,
  makeDue,
  emptyInbox,
  createContacts,
  editContact,
  createLeads,
  editLead,
  makeList,
  deleteLead,
  link,
} = createSweepHands(tenants, sandboxes, () => tenant);

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

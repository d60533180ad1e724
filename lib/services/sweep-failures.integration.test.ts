import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { type SandboxTenant, startSandboxes } from './sandbox.fixtures.ts';
import { createSweepHands, minuteMs } from './sweeps.fixtures.ts';

const tenants = openTestTenants(await createTestDatabase());
const sandboxes = await startSandboxes(tenants);
const { time } = sandboxes;
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
const { sweep, sweepFor, inbox, makeDue, emptyInbox, createContacts, createLeads } = createSweepHands(
  tenants,
  sandboxes,
  () => tenant,
);

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

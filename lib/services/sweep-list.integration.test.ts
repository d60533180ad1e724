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
const { sweepFor, inbox, emptyInbox, createContacts, editContact, makeList, link } = createSweepHands(
  tenants,
  sandboxes,
  () => tenant,
);

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

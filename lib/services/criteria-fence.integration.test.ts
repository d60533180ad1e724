import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import type { ListFilters } from '#lib/domain/criteria-fence.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { addList, addRecord, changeList } from './platforms.fixtures.ts';
import { hint, linksOf, listId, type Scene, setScene, startResync, writesOf } from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

const start = Date.parse('2026-11-25T10:00:00.000Z');
const filters = (properties: string[], changes: Partial<ListFilters> = {}): ListFilters => ({
  properties: new Set(properties),
  listIds: new Set(),
  isComplete: true,
  ...changes,
});

/** Contact 001 is a linked member of a list that asks for a city; the clock stands still. */
async function cityScene(criteria: ListFilters | null = filters(['city'])) {
  const clock = { nowMs: start, now: () => clock.nowMs };
  const scene = await setScene(await tenants.openTenant(clock), { contacts: 1, members: 1, clock });
  changeList(scene.portal, listId, { filters: criteria });
  await startResync(scene.stores);
  await scene.drainAll();
  scene.calls.clear();
  return { scene, clock };
}

/** Somebody changes a property right now, and HubSpot tells of it. */
async function change(scene: Scene, clock: { nowMs: number }, properties: Record<string, string>) {
  Object.assign(scene.portal.contacts.get('001') ?? {}, properties);
  scene.portal.modifiedAt.set('001', new Date(clock.nowMs).toISOString());
  await hint(scene, '001', 'contact_changed');
}
const leave = ({ portal }: Scene) => portal.lists.get(listId)?.members.clear();
const leadOf = ({ org }: Scene) => [...org.records.values()][0]?.fields;

describe('a change of a property that the criteria use', () => {
  it('waits for the settle delay, and does not cross for a contact that has left by then', async () => {
    const { scene, clock } = await cityScene();
    await change(scene, clock, { city: 'Rome' });
    expect(await scene.drainAll()).toEqual({ kind: 'wait', until: new Date(start + 30_000) });
    clock.nowMs = start + 29_999;
    await scene.drainAll();
    expect(writesOf(scene.calls)).toBe(0);
    leave(scene);
    clock.nowMs = start + 30_000;
    await scene.drainAll();
    expect(writesOf(scene.calls)).toBe(0);
    expect(leadOf(scene)?.City).toBeUndefined();
    expect(await scene.stores.inbox.readNextDue()).toBeNull();
  });

  it('crosses after the delay for a contact that is still in the list', async () => {
    const { scene, clock } = await cityScene();
    await change(scene, clock, { city: 'Rome' });
    await scene.drainAll();
    clock.nowMs = start + 30_000;
    await scene.drainAll();
    expect(leadOf(scene)).toMatchObject({ City: 'Rome' });
  });

  it('waits on until HubSpot has evaluated the list', async () => {
    const { scene, clock } = await cityScene();
    await change(scene, clock, { city: 'Rome' });
    changeList(scene.portal, listId, { isProcessing: true });
    await scene.drainAll();
    for (const seconds of [30, 35, 40, 400]) {
      clock.nowMs = start + seconds * 1_000;
      expect(await scene.drainAll()).toMatchObject({ kind: 'wait' });
      expect(writesOf(scene.calls)).toBe(0);
    }
    changeList(scene.portal, listId, { isProcessing: false });
    clock.nowMs = start + 500_000;
    await scene.drainAll();
    expect(leadOf(scene)).toMatchObject({ City: 'Rome' });
  });

  it('goes by when memberships were asked for, however long HubSpot takes to tell of the list', async () => {
    const { scene, clock } = await cityScene();
    await change(scene, clock, { city: 'Rome' });
    await scene.drainAll({
      after({ name }) {
        if (name !== 'hubspot.readMemberships') return;
        clock.nowMs += 30_000;
        leave(scene);
      },
    });
    expect(writesOf(scene.calls)).toBe(0);
    expect(leadOf(scene)?.City).toBeUndefined();
  });

  it('waits on where the list was complete only behind the memberships', async () => {
    const { scene, clock } = await cityScene();
    await change(scene, clock, { city: 'Rome' });
    clock.nowMs = start + 30_000;
    changeList(scene.portal, listId, { isProcessing: true });
    await scene.drain({
      after({ name }) {
        if (name === 'hubspot.readMemberships') changeList(scene.portal, listId, { isProcessing: false });
      },
    });
    expect(writesOf(scene.calls)).toBe(0);
    leave(scene);
    clock.nowMs += 5_000;
    await scene.drainAll();
    expect(writesOf(scene.calls)).toBe(0);
  });

  it('holds what was told of the record, too', async () => {
    const { scene, clock } = await cityScene();
    Object.assign(leadOf(scene) ?? {}, { Title: 'Countess' });
    Object.assign(scene.portal.contacts.get('001') ?? {}, { city: 'Rome' });
    scene.portal.modifiedAt.set('001', new Date(start).toISOString());
    const [leadId = ''] = scene.org.records.keys();
    await hint(scene, leadId, 'record_changed');
    expect(await scene.drainAll()).toMatchObject({ kind: 'wait' });
    leave(scene);
    clock.nowMs = start + 30_000;
    await scene.drainAll();
    expect(scene.portal.contacts.get('001')?.jobtitle).toBeUndefined();
  });

  it('counts where another list names it', async () => {
    const { scene, clock } = await cityScene(filters([], { listIds: new Set(['8']) }));
    addList(scene.portal, '8', []);
    addList(scene.portal, '9', []);
    changeList(scene.portal, '8', { filters: filters([], { listIds: new Set(['9', '8']) }) });
    changeList(scene.portal, '9', { filters: filters(['city']) });
    clock.nowMs = start + 60_000;
    await startResync(scene.stores);
    await scene.drainAll();
    await change(scene, clock, { city: 'Rome' });
    expect(await scene.drainAll()).toEqual({ kind: 'wait', until: new Date(start + 90_000) });
    expect(writesOf(scene.calls)).toBe(0);
  });
});

describe('a contact that holds again what it held when it was last believed to be outside', () => {
  it('waits while HubSpot still has it as the member that it was in between', async () => {
    const clock = { nowMs: start, now: () => clock.nowMs };
    const since = new Date(start - 60_000).toISOString();
    const settings = { autoCreateSince: { Lead: since, Contact: null } };
    const tenant = await tenants.openTenant(clock);
    const scene = await setScene(tenant, { contacts: 1, members: 0, settings, clock });
    changeList(scene.portal, listId, { filters: filters(['city']) });
    const lead = { Email: 'person-001@example.com', LastName: 'Byron', Company: 'Acme' };
    const leadId = addRecord(scene.org, 'Lead', lead);
    Object.assign(scene.org.records.get(leadId) ?? {}, { createdAt: new Date(start).toISOString() });
    await hint(scene, leadId, 'record_created');
    await scene.drainAll();
    expect(await linksOf(scene)).toEqual({ [leadId]: '001' });

    clock.nowMs = start + 60_000;
    await change(scene, clock, { phone: '555 0100' });
    scene.portal.lists.get(listId)?.members.add('001');
    expect(await scene.drainAll()).toEqual({ kind: 'wait', until: new Date(clock.nowMs + 30_000) });
    leave(scene);
    clock.nowMs += 30_000;
    await scene.drainAll();
    expect(leadOf(scene)?.Phone).toBeUndefined();
    expect(await scene.stores.inbox.readNextDue()).toBeNull();
  });
});

describe('a change of any other property', () => {
  it('does not wait', async () => {
    const { scene, clock } = await cityScene();
    await change(scene, clock, { phone: '555 0100' });
    await scene.drainAll();
    expect(leadOf(scene)).toMatchObject({ Phone: '555 0100' });
  });

  it.each([
    ['are about more than properties', filters(['city'], { isComplete: false })],
    ['name a list that cannot be seen', filters(['city'], { listIds: new Set(['404']) })],
  ])('waits where the criteria %s', async (_, criteria) => {
    const { scene, clock } = await cityScene(criteria);
    await change(scene, clock, { phone: '555 0100' });
    expect(await scene.drainAll()).toEqual({ kind: 'wait', until: new Date(start + 30_000) });
    clock.nowMs = start + 30_000;
    await scene.drainAll();
    expect(leadOf(scene)).toMatchObject({ Phone: '555 0100' });
  });
});

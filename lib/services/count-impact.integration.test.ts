import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { outcomeKinds } from '#lib/domain/outcome.ts';
import type { ContactIdPage } from '#lib/ports.ts';
import { convertToStatic } from '#sandbox/hubspot/lists/list-actions.ts';
import { createRandom } from '#sandbox/kernel/random.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import type { RequestContext } from './context.ts';
import { cancelImpact, measureListChange, readImpact, startImpact } from './count-impact.ts';
import { drainTenant } from './drain-tenant.ts';
import { addRecords, drainUntil, openImporter, readRun } from './import.fixtures.ts';
import { type SandboxTenant, startSandboxes } from './sandbox.fixtures.ts';
import { startRun } from './start-run.ts';
import { person } from './sweeps.fixtures.ts';
import { openImpactRows, sampleImpact } from './view-impact-contacts.ts';

const tenants = openTestTenants(await createTestDatabase());
const sandboxes = await startSandboxes(tenants);
const { time } = sandboxes;
afterAll(async () => {
  await sandboxes.close();
  await tenants.close();
});

let tenant: SandboxTenant;
let context: RequestContext;
beforeEach(async () => {
  await sandboxes.reset();
  tenant = await sandboxes.openTenant(0);
  context = openImporter(tenants, tenant);
  time.advance(60_000);
});

const writes = () =>
  sandboxes.hubspot.counters.read().writes.total + sandboxes.salesforce.service.counters.read().writes.total;

async function membersOf(listId: string | null): Promise<Set<string>> {
  const { hubspot } = tenant.session;
  const members = new Set<string>();
  for (let after: string | null = null; ; ) {
    const page: ContactIdPage =
      listId === null
        ? await hubspot.readContactIdsPage(after)
        : await hubspot.readMembersPage(listId, after);
    for (const contactId of page.contactIds) members.add(contactId);
    if (page.next === null) return members;
    after = page.next;
  }
}

/** Rows of the contacts in the portal. */
function liveRows(): number[] {
  const { contacts } = tenant.portal;
  return Array.from({ length: contacts.rowCount() }, (_, row) => row).filter((row) => contacts.isLive(row));
}

function addContacts(count: number, valuesOf: (index: number) => Record<string, string>): string[] {
  const { contacts } = tenant.portal;
  return Array.from({ length: count }, (_, index) =>
    contacts.idOf(contacts.create(new Map(Object.entries(valuesOf(index))), person, time.now())),
  );
}

async function linkedIds(): Promise<Set<string>> {
  const links = await tenant.stores.links.listPage({ after: null, limit: 100_000, memberOf: null });
  return new Set(links.map(({ hubspotContactId }) => hubspotContactId));
}

/** Waits until nothing that happened before is left to do, so that only the switch makes a difference. */
async function settle() {
  time.advance(180_000);
  await drainUntil(sandboxes, tenant, async () => (await tenant.stores.inbox.readNextDue()) === null);
}

async function countImpactOf(listId: string | null) {
  const { impactId } = await startImpact(context, randomUUID(), { listId });
  await drainUntil(sandboxes, tenant, async () => (await readImpact(context, impactId)).state !== 'counting');
  return readImpact(context, impactId);
}

async function resync() {
  const runId = randomUUID();
  await startRun(context, runId, { kind: 'resync', isDryRun: false, scope: { kind: 'all' } });
  await drainUntil(sandboxes, tenant, async () => (await readRun(tenant, runId)).finishedAt !== null);
  return readRun(tenant, runId);
}

async function readFile(impactId: string): Promise<string[][]> {
  let text = '';
  for await (const part of await openImpactRows(context, impactId)) text += part;
  const [, ...lines] = text.trimEnd().split('\r\n');
  return lines.map((line) => line.split(','));
}

const minus = (first: ReadonlySet<string>, second: ReadonlySet<string>) =>
  [...first].filter((each) => !second.has(each)).length;

const domains = ['first.example', 'second.example', 'third.example'];
const cities = ['Torino', 'Milano', 'Roma'];

/** People of all kinds: in some lists, known to Salesforce or not, without an address, with values that differ. */
async function fillWorld(seed: string) {
  const random = createRandom(seed);
  const { pick, chance } = random;
  addContacts(60, (index) => ({
    ...(chance(0.9) && { email: `${seed}-${index}@${pick(domains)}` }),
    ...(chance(0.75) && { firstname: pick(['Ada', 'Grace', 'Emmy']) }),
    ...(chance(0.9) && { lastname: `Person ${index}` }),
    city: pick(cities),
  }));
  const known = liveRows()
    .map((row) => tenant.portal.contacts.get(row, 'email'))
    .filter((email) => email !== '' && chance(0.35));
  await addRecords(
    tenant,
    'Lead',
    known.map((Email) => ({ Email, LastName: pick(['Old', 'Older']), Company: 'Acme' })),
  );
  const lists = [
    await tenant.makeTorinoList(),
    ...(await Promise.all(domains.map((domain) => tenant.makeDomainList(domain)))),
    null,
  ];
  await tenant.chooseList(pick(lists));
  await settle();
  return { random, pick, lists };
}

describe('the impact of another inclusion list', () => {
  const seen = new Set<string>();

  it.each(['alpha', 'beta', 'gamma', 'delta'])(
    'is what the switch and the resync after it then do, five times over, in world %s',
    async (seed) => {
      const { random, pick, lists } = await fillWorld(seed);
      for (let turn = 0; turn < 5; turn += 1) {
        const { settings } = await tenant.stores.settings.readCurrent();
        const listBefore = settings.inclusionList?.listId ?? null;
        const listAfter = pick(lists.filter((each) => each !== listBefore));
        const [before, after] = [await membersOf(listBefore), await membersOf(listAfter)];
        const linked = await linkedIds();
        const writesBefore = writes();
        const impact = await countImpactOf(listAfter);
        expect(writes()).toBe(writesBefore);
        expect(impact).toMatchObject({ state: 'ready', isEstimate: false, linked: linked.size });
        expect(impact.counts).toMatchObject({
          start: minus(after, before),
          unchanged: after.size - minus(after, before),
          stop: [...linked].filter((each) => before.has(each) && !after.has(each)).length,
        });
        const lines = await readFile(impact.impactId);
        expect(lines).toHaveLength(impact.counts.start + impact.counts.unchanged + impact.counts.stop);
        await tenant.chooseList(listAfter);
        const real = await resync();
        const predicted = outcomeKinds.flatMap((kind) => {
          const count = impact.counts.outcomes[kind] ?? 0;
          return count > 0 ? [[kind, count]] : [];
        });
        const { with_faults: _, ...counts } = { with_faults: 0, ...real.counts };
        expect(Object.fromEntries(predicted)).toEqual(counts);
        expect(impact.counts.creates).toBe(real.counts.created_in_salesforce ?? 0);
        for (const kind of [...Object.keys(counts), ...(impact.counts.start > 0 ? ['start'] : [])])
          seen.add(kind);
        await changeSome(random);
      }
    },
  );

  it('had contacts that start, are created and are updated in those worlds', () => {
    expect([...seen]).toEqual(expect.arrayContaining(['start', 'created_in_salesforce', 'updated']));
  });

  it('shows some contacts of each kind and writes all of them into a file that runs nothing', async () => {
    const [first, second] = [
      await tenant.makeDomainList('a.example'),
      await tenant.makeDomainList('b.example'),
    ];
    const [stays] = addContacts(1, () => ({ email: '=cmd@a.example', lastname: 'One' }));
    const [comes] = addContacts(1, () => ({ email: 'two@b.example', lastname: 'Two' }));
    await tenant.chooseList(first);
    await settle();
    await resync();
    const { impactId, counts } = await countImpactOf(second);
    expect(counts).toMatchObject({ start: 1, stop: 1, unchanged: 0, creates: 1 });
    expect(await sampleImpact(context, impactId, 'stop')).toMatchObject({
      contacts: [{ hubspotContactId: stays, email: '=cmd@a.example', outcome: null }],
    });
    expect(await sampleImpact(context, impactId, 'create')).toMatchObject({
      contacts: [{ hubspotContactId: comes, email: 'two@b.example', outcome: 'created_in_salesforce' }],
    });
    const lines = await readFile(impactId);
    expect(lines.find(([contactId]) => contactId === stays)?.slice(1, 4)).toEqual([
      `"'=cmd@a.example"`,
      'stop',
      '',
    ]);
    expect(lines.find(([contactId]) => contactId === comes)?.slice(2, 4)).toEqual([
      'start',
      'created_in_salesforce',
    ]);
  });

  it('is told from a sample, and says so, where a list has more than 25,000 members', async () => {
    const many = await tenant.makeDomainList('many.example');
    addContacts(25_001, (index) => ({ email: `p${index}@many.example`, lastname: `P${index}` }));
    await tenant.chooseList(await tenant.makeDomainList('few.example'));
    await drainTenant(tenant.session, new AbortController().signal);
    await tenants.db.pendingChange.deleteMany({ where: { tenantId: tenant.stores.tenantId } });
    time.advance(180_000);
    const impact = await countImpactOf(many);
    expect(impact).toMatchObject({ state: 'ready', isEstimate: true, sampled: 1_000 });
    expect(impact.counts).toMatchObject({ start: 25_001, stop: 0, unchanged: 0, creates: 25_001 });
  });

  it('is nothing that another tenant can read, cancel or download', async () => {
    const listId = await tenant.makeDomainList('a.example');
    const { impactId } = await startImpact(context, randomUUID(), { listId });
    const stranger = openImporter(tenants, await sandboxes.openTenant(1));
    const missing = { code: 'not_found' };
    await expect(readImpact(stranger, impactId)).rejects.toMatchObject(missing);
    await expect(cancelImpact(stranger, impactId)).rejects.toMatchObject(missing);
    await expect(sampleImpact(stranger, impactId, 'start')).rejects.toMatchObject(missing);
    await expect(openImpactRows(stranger, impactId)).rejects.toMatchObject(missing);
    expect(await readImpact(context, impactId)).toMatchObject({ state: 'counting' });
  });

  it('stops with the reason when the list is deleted while it is counted', async () => {
    const listId = await tenant.makeDomainList('a.example');
    addContacts(3, (index) => ({ email: `p${index}@a.example`, lastname: 'P' }));
    const { impactId } = await startImpact(context, randomUUID(), { listId });
    await tenant.callHubspot('DELETE', `/crm/lists/2026-09/${listId}`);
    await drainUntil(
      sandboxes,
      tenant,
      async () => (await readImpact(context, impactId)).state !== 'counting',
    );
    expect(await readImpact(context, impactId)).toMatchObject({
      state: 'stopped',
      waitReason: 'inclusion_list_deleted',
    });
    const { tenantId } = tenant.stores;
    expect(await tenants.db.pendingChange.count({ where: { tenantId, runId: impactId } })).toBe(0);
  });

  it('can be canceled, gives way to the next one, and is no run of the history', async () => {
    const listId = await tenant.makeDomainList('a.example');
    const first = await startImpact(context, randomUUID(), { listId });
    expect(await cancelImpact(context, first.impactId)).toMatchObject({ state: 'canceled' });
    const second = await startImpact(context, randomUUID(), { listId: null });
    const third = await startImpact(context, randomUUID(), { listId });
    await expect(readImpact(context, second.impactId)).rejects.toMatchObject({ code: 'not_found' });
    expect(await readImpact(context, third.impactId)).toMatchObject({ state: 'counting' });
    expect(await tenant.stores.runs.listRecent(10)).toEqual([]);
  });

  it('is not believed an hour later', async () => {
    const { impactId } = await countImpactOf(await tenant.makeDomainList('a.example'));
    time.advance(3_600_001);
    expect(await readImpact(context, impactId)).toMatchObject({ state: 'expired' });
    await expect(sampleImpact(context, impactId, 'start')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('lets a live change go first', async () => {
    const listId = await tenant.makeDomainList('a.example');
    const [one = ''] = addContacts(20, (index) => ({ email: `p${index}@a.example`, lastname: 'P' }));
    await settle();
    const { impactId } = await startImpact(context, randomUUID(), { listId });
    await tenant.stores.runs.beginQueued();
    const page = { fromCheckpoint: null, nextCheckpoint: 'linked:', contactIds: [one], isBefore: true };
    await tenant.stores.impacts.storeListed(impactId, page);
    const hint = {
      side: 'hubspot',
      recordKind: 'contact',
      recordId: one,
      trigger: 'contact_changed',
    } as const;
    await tenant.stores.inbox.addHints([{ ...hint, occurredAt: new Date(time.now()).toISOString() }]);
    const claimed = await tenant.stores.inbox.claim(10, []);
    expect(claimed.map(({ runId }) => runId)).toEqual([null, impactId]);
  });
});

describe('measuring a change of the list', () => {
  it('calls it large when more linked contacts would stop than the settings allow', async () => {
    const [first, second] = [
      await tenant.makeDomainList('a.example'),
      await tenant.makeDomainList('b.example'),
    ];
    addContacts(9, (index) => ({ email: `p${index}@a.example`, lastname: 'P', city: 'Torino' }));
    addContacts(1, () => ({ email: 'q@a.example', lastname: 'Q', city: 'Roma' }));
    await tenant.chooseList(first);
    await settle();
    await resync();
    const torino = await tenant.makeTorinoList();
    expect(await measureListChange(context, torino)).toMatchObject({
      linked: 10,
      stopping: 1,
      isLarge: false,
    });
    expect(await measureListChange(context, second)).toMatchObject({
      linked: 10,
      stopping: 10,
      isLarge: true,
    });
    expect(await measureListChange(context, null)).toMatchObject({ stopping: 0, isLarge: false });
    expect(await measureListChange(context, first)).toMatchObject({ stopping: 0, isLarge: false });
    const inForce = tenant.portal.lists.find(first);
    if (inForce !== undefined) convertToStatic(tenant.portal, inForce);
    expect(await measureListChange(context, second)).toMatchObject({ stopping: 0, isLarge: false });
  });

  it('refuses a list that cannot be chosen', async () => {
    await expect(measureListChange(context, '99999')).rejects.toMatchObject({ code: 'list_not_found' });
  });
});

/** Between two switches people go on working: values change, some move to another city. */
async function changeSome(random: ReturnType<typeof createRandom>) {
  const { contacts } = tenant.portal;
  for (const row of liveRows()) {
    if (random.chance(0.8)) continue;
    const values = { city: random.pick(cities), jobtitle: `Title ${random.int(1, 100)}` };
    contacts.update(row, new Map(Object.entries(values)), person, time.now());
  }
  await settle();
}

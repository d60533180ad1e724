import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import type { Outcome } from '#lib/domain/outcome.ts';
import type { Attempt } from '#lib/ports/attempts.ts';
import { emptyRecord } from '#lib/ports/batches.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { openTestTenants, startRun } from './tenant.fixtures.ts';

const tenants = openTestTenants(await createTestDatabase());
afterAll(() => tenants.close());

const updated = (field = 'phone'): Outcome => ({
  kind: 'updated',
  changes: [{ side: 'hubspot', field, before: '1', after: '2' }],
  faults: [],
});

const attempt = (changes: Partial<Attempt> = {}): Attempt => ({
  hubspotContactId: '1',
  salesforceType: 'Lead',
  salesforceId: '00Q1',
  email: 'ada@example.com',
  outcome: updated(),
  triggers: ['contact_changed'],
  settingsRevision: 0,
  membership: null,
  runIds: [],
  ...changes,
});

async function record(stores: TenantStores, attempts: Attempt[], at = new Date(), isDryRun = false) {
  const fence = await stores.raiseFence();
  await stores.batches.record(fence, at, { ...emptyRecord, attempts, isDryRun });
}

const everything = {
  person: null,
  outcome: null,
  trigger: null,
  from: null,
  to: null,
  before: null,
  limit: 50,
};
const idsOf = (attempts: readonly { hubspotContactId: string | null }[]) =>
  attempts.map(({ hubspotContactId }) => hubspotContactId);

describe('the history', () => {
  it('is told newest first, page by page', async () => {
    const stores = await tenants.openTenant();
    for (const hubspotContactId of ['1', '2', '3']) await record(stores, [attempt({ hubspotContactId })]);
    const first = await stores.attempts.list({ ...everything, limit: 2 });
    const before = first.at(-1)?.attemptId ?? null;
    const second = await stores.attempts.list({ ...everything, limit: 2, before });
    expect([idsOf(first), idsOf(second)]).toEqual([['3', '2'], ['1']]);
    expect(await stores.attempts.list({ ...everything, before: 'no-id' })).toEqual([]);
  });

  it('is narrowed by person, outcome, trigger and time', async () => {
    const stores = await tenants.openTenant();
    const day = (date: number) => new Date(Date.UTC(2026, 10, date));
    await record(stores, [attempt()], day(1));
    await record(
      stores,
      [
        attempt({
          hubspotContactId: '2',
          salesforceId: '00QAb',
          email: 'bob@example.com',
          outcome: { kind: 'skipped', reason: 'no_email' },
          triggers: ['list_joined', 'contact_changed'],
        }),
      ],
      day(2),
    );
    const found = async (filter: Partial<typeof everything> | Record<string, unknown>) =>
      idsOf(await stores.attempts.list({ ...everything, ...filter }));
    expect(await found({ person: ' BOB@example.com ' })).toEqual(['2']);
    expect(await found({ person: '2' })).toEqual(['2']);
    expect(await found({ person: '00QAb' })).toEqual(['2']);
    expect(await found({ person: 'nobody@example.com' })).toEqual([]);
    expect(await found({ outcome: 'updated' })).toEqual(['1']);
    expect(await found({ trigger: 'list_joined' })).toEqual(['2']);
    expect(await found({ from: day(2).toISOString() })).toEqual(['2']);
    expect(await found({ to: day(2).toISOString() })).toEqual(['1']);
    expect(await found({ from: day(1).toISOString(), to: day(3).toISOString() })).toEqual(['2', '1']);
  });

  it('leaves out what dry runs foretold, and other tenants', async () => {
    const [stores, other] = [await tenants.openTenant(), await tenants.openTenant()];
    const runId = randomUUID();
    await record(stores, [attempt({ runIds: [runId] })], new Date(), true);
    await record(other, [attempt({ runIds: [runId] })]);
    expect(await stores.attempts.list(everything)).toEqual([]);
    expect(await stores.attempts.listOfRun(runId, { outcome: null, before: null, limit: 10 })).toHaveLength(
      1,
    );
  });

  it('forgets what is older, some at a time, and nothing newer', async () => {
    const stores = await tenants.openTenant();
    const old = new Date(Date.UTC(2026, 0, 1));
    await record(
      stores,
      ['1', '2', '3'].map((hubspotContactId) => attempt({ hubspotContactId })),
      old,
    );
    await record(stores, [attempt({ hubspotContactId: '4' })], new Date(Date.UTC(2026, 0, 2)));
    const bound = new Date(Date.UTC(2026, 0, 2));
    expect(await stores.attempts.prune(bound, 2)).toBe(2);
    expect(await stores.attempts.prune(bound, 2)).toBe(1);
    expect(idsOf(await stores.attempts.list(everything))).toEqual(['4']);
  });
});

describe('what a run wrote', () => {
  it('is enumerated by contact, each once, page by page', async () => {
    const stores = await tenants.openTenant();
    const runId = randomUUID();
    const of = (hubspotContactId: string, outcome: Outcome = updated()) =>
      attempt({ hubspotContactId, outcome, runIds: [runId] });
    await record(stores, [of('1')]);
    await record(stores, [of('2'), of('3', { kind: 'skipped', reason: 'no_email' })]);
    await record(stores, [of('1', updated('city'))]);
    await record(stores, [attempt({ hubspotContactId: '9' })]);
    const first = await stores.attempts.readWrittenContactsPage(runId, null, 1);
    const second = await stores.attempts.readWrittenContactsPage(runId, first.next, 1);
    const third = await stores.attempts.readWrittenContactsPage(runId, second.next, 1);
    expect([first.contactIds, second.contactIds, third]).toEqual([
      ['2'],
      ['1'],
      { contactIds: [], next: null },
    ]);
    expect(await stores.attempts.countWrittenContacts(runId)).toBe(2);
    const writes = await stores.attempts.listWrites(runId, ['1']);
    expect(writes.map(({ changes }) => changes[0]?.field)).toEqual(['phone', 'city']);
  });
});

describe('the start of a run', () => {
  const newRun = () => ({
    runId: randomUUID(),
    settingsRevision: 0,
    inclusionList: null,
    startedBy: null,
    expectedTotal: null,
  });

  it('of single contacts has them all waiting, and stands beside others', async () => {
    const stores = await tenants.openTenant();
    const select = (hubspotContactIds: string[]) =>
      stores.runs.startSelected(newRun(), { kind: 'contacts', hubspotContactIds });
    const first = await select(['1', '2', '2']);
    const second = await select(['2']);
    expect(first).toMatchObject({
      scope: 'selected',
      enumerated: 2,
      expectedTotal: 2,
      isEnumerationComplete: true,
    });
    expect(second).toMatchObject({ enumerated: 1 });
    await stores.runs.beginQueued();
    expect(await stores.inbox.claim(10, [])).toHaveLength(3);
    expect(await stores.inbox.claimOfRun(first?.runId ?? '', 10)).toHaveLength(2);
    expect((await stores.runs.startResync(newRun())).hasJoined).toBe(false);
  });

  it('of the records behind a failure takes exactly them, and nobody is no run', async () => {
    const stores = await tenants.openTenant();
    const failure = {
      code: 'DUPLICATE_VALUE',
      side: 'salesforce',
      field: null,
      detail: null,
      isRetryable: false,
      fixer: 'salesforce_admin',
    } as const;
    await record(
      stores,
      ['1', '2'].map((hubspotContactId) =>
        attempt({ hubspotContactId, outcome: { kind: 'failed', failure } }),
      ),
    );
    const [group] = await stores.errorGroups.listOpen(10);
    expect(group).toMatchObject({ code: 'DUPLICATE_VALUE', field: null, records: 2 });
    const selected = { kind: 'error_group', groupId: group?.groupId ?? '' } as const;
    expect(await stores.runs.startSelected(newRun(), selected)).toMatchObject({ enumerated: 2 });
    const other = await tenants.openTenant();
    expect(await other.runs.startSelected(newRun(), selected)).toBeNull();
    expect(await other.runs.listRecent(10)).toEqual([]);
  });

  it('of an undo joins the one that is going, and its rows are claimed by nobody else', async () => {
    const stores = await tenants.openTenant();
    const undone = await startRun(stores, ['1']);
    const { run } = await stores.runs.startUndo(newRun(), undone);
    expect(await stores.runs.startUndo(newRun(), randomUUID())).toMatchObject({ hasJoined: true, run });
    await stores.runs.beginQueued();
    await stores.runs.storePage(run.runId, {
      fromCheckpoint: null,
      contactIds: ['1'],
      nextCheckpoint: null,
    });
    expect(await stores.inbox.claim(10, [])).toHaveLength(1);
    expect(await stores.inbox.claimOfRun(run.runId, 10)).toMatchObject([{ triggers: ['undo'] }]);
    expect(await stores.runs.listUndosOf(undone)).toHaveLength(1);
  });
});

it('a base is merged into the link that is there', async () => {
  const stores = await tenants.openTenant();
  const fence = await stores.raiseFence();
  const link = {
    hubspotContactId: '1',
    salesforceId: '00Q1',
    salesforceType: 'Lead',
    state: 'active',
    isPinned: false,
    base: { 'phone:Phone': 'a', 'city:City': 'b' },
    criteriaPrint: null,
  } as const;
  await stores.batches.record(fence, new Date(), {
    ...emptyRecord,
    links: [{ kind: 'put', link, reading: null }],
  });
  await stores.batches.record(fence, new Date(), {
    ...emptyRecord,
    bases: [
      { hubspotContactId: '1', entries: { 'phone:Phone': '|x|a' } },
      { hubspotContactId: '2', entries: { 'phone:Phone': 'x' } },
    ],
  });
  const [stored] = await stores.links.findByHubspotIds(['1', '2']);
  expect(stored?.base).toEqual({ 'phone:Phone': '|x|a', 'city:City': 'b' });
});

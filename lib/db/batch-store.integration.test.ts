import { afterAll, describe, expect, it } from 'vitest';
import type { Failure, Outcome } from '#lib/domain/outcome.ts';
import type { Attempt } from '#lib/ports/attempts.ts';
import { type BatchRecord, emptyRecord, FenceLostError } from '#lib/ports/batches.ts';
import type { PendingChange } from '#lib/ports/inbox.ts';
import type { LinkChange, RecordLink } from '#lib/ports/links.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { openTestTenants, startRun } from './tenant.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

const at = new Date('2026-11-24T10:00:00.000Z');
const reading = { listId: '7', answer: 'member', readAt: at.toISOString() } as const;
const unchanged: Outcome = { kind: 'unchanged' };
const failure: Failure = {
  code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  side: 'salesforce',
  field: 'Phone',
  detail: 'no',
  isRetryable: false,
  fixer: 'salesforce_admin',
};
const fault = { side: 'salesforce', field: 'City', code: 'value_too_long', valueLength: 300 } as const;
const change = { side: 'salesforce', field: 'City', before: null, after: 'Rome' } as const;

const link = (
  hubspotContactId: string,
  salesforceId: string,
  changes: Partial<RecordLink> = {},
): RecordLink => ({
  hubspotContactId,
  salesforceId,
  salesforceType: 'Lead',
  state: 'active',
  isPinned: false,
  base: { 'city:City': 'f1' },
  criteriaPrint: null,
  ...changes,
});
const put = (...args: Parameters<typeof link>): LinkChange => ({ kind: 'put', link: link(...args), reading });

const attempt = (hubspotContactId: string | null, outcome: Outcome, runIds: string[] = []): Attempt => ({
  hubspotContactId,
  salesforceType: 'Lead',
  salesforceId: '00Q1',
  email: 'ada@example.com',
  outcome,
  triggers: ['manual_resync'],
  settingsRevision: 3,
  membership: reading,
  runIds,
});

async function record(stores: TenantStores, batch: Partial<BatchRecord>, fence?: number) {
  const current = fence ?? (await stores.raiseFence());
  await stores.batches.record(current, at, { ...emptyRecord, ...batch });
}

const settledAs = (outcome: Outcome, changes: readonly PendingChange[]) =>
  changes.map((each) => ({ change: each, outcome }));

describe('recording a batch', () => {
  it('makes everything true at once: links, outcomes, counters, and the rows gone', async () => {
    const stores = await tenants.openTenant();
    const runId = await startRun(stores, ['1', '2']);
    const changes = await stores.inbox.claim(10, []);
    const updated: Outcome = { kind: 'updated', changes: [change], faults: [fault] };
    await record(stores, {
      settled: settledAs(updated, changes),
      links: [put('1', '00Q1'), put('2', '00Q2', { isPinned: true, salesforceType: 'Contact' })],
      attempts: [attempt('1', updated, [runId]), attempt('2', unchanged, [runId])],
    });
    expect(await stores.links.findByHubspotIds(['1', '2'])).toEqual([
      link('1', '00Q1', { isFailing: true }),
      link('2', '00Q2', { isPinned: true, salesforceType: 'Contact' }),
    ]);
    expect(await stores.links.findBySalesforceIds(['00Q2'])).toMatchObject([{ hubspotContactId: '2' }]);
    expect(await stores.inbox.claim(10, [])).toEqual([]);
    expect(await stores.runs.read(runId)).toMatchObject({
      processed: 2,
      counts: { updated: 2, with_faults: 2 },
    });
  });

  it.each([
    ['a link that another contact holds', { links: [put('1', '00Q1'), put('2', '00Q1')] }],
    [
      'an attempt that cannot be stored',
      { attempts: [attempt('1', unchanged), attempt('\u0000', failed())] },
    ],
  ])('stores nothing when one part fails: %s', async (_, broken) => {
    const stores = await tenants.openTenant();
    const runId = await startRun(stores, ['1']);
    const settled = settledAs(failed(), await stores.inbox.claim(10, []));
    const sound = { settled, links: [put('9', '00Q9')], attempts: [attempt('9', failed(), [runId])] };
    const batch = {
      settled,
      links: [...sound.links, ...('links' in broken ? broken.links : [])],
      attempts: [...sound.attempts, ...('attempts' in broken ? broken.attempts : [])],
    };
    await expect(record(stores, batch)).rejects.toThrow();
    const { tenantId } = stores;
    expect(await stores.links.findByHubspotIds(['1', '9'])).toEqual([]);
    expect(await stores.inbox.claim(10, [])).toHaveLength(1);
    expect(await stores.runs.read(runId)).toMatchObject({ processed: 0, counts: {} });
    expect(await tenants.db.syncAttempt.count({ where: { tenantId } })).toBe(0);
    expect(await tenants.db.failingRecord.count({ where: { tenantId } })).toBe(0);
  });

  it('records a value with a zero byte without it', async () => {
    const stores = await tenants.openTenant();
    const change = { side: 'salesforce', field: 'City', before: null, after: 'Ver\u0000ona' } as const;
    await record(stores, { attempts: [attempt('1', { kind: 'updated', changes: [change], faults: [] })] });
    const [stored] = await tenants.db.syncAttempt.findMany({ where: { tenantId: stores.tenantId } });
    expect(stored?.changes).toEqual([{ ...change, after: 'Verona' }]);
  });

  it('stores nothing for a drain that a younger one has replaced', async () => {
    const stores = await tenants.openTenant();
    const runId = await startRun(stores, ['1']);
    const changes = await stores.inbox.claim(10, []);
    const older = await stores.raiseFence();
    await stores.raiseFence();
    const batch = { settled: settledAs(unchanged, changes), links: [put('1', '00Q1')] };
    await expect(record(stores, batch, older)).rejects.toThrow(FenceLostError);
    expect(await stores.links.findByHubspotIds(['1'])).toEqual([]);
    expect(await stores.runs.read(runId)).toMatchObject({ processed: 0 });
  });

  it('counts a batch that is recorded twice once', async () => {
    const stores = await tenants.openTenant();
    const runId = await startRun(stores, ['1', '2']);
    const settled = settledAs(unchanged, await stores.inbox.claim(10, []));
    await record(stores, { settled });
    await record(stores, { settled });
    expect(await stores.runs.read(runId)).toMatchObject({ processed: 2, counts: { unchanged: 2 } });
  });

  it('keeps several batches of one run that are recorded side by side apart', async () => {
    const stores = await tenants.openTenant();
    const runId = await startRun(
      stores,
      Array.from({ length: 40 }, (_, index) => String(index)),
    );
    const changes = await stores.inbox.claim(40, []);
    const fence = await stores.raiseFence();
    const parts = [0, 10, 20, 30].map((start) => settledAs(unchanged, changes.slice(start, start + 10)));
    await Promise.all(parts.map((settled) => record(stores, { settled }, fence)));
    expect(await stores.runs.read(runId)).toMatchObject({ processed: 40, counts: { unchanged: 40 } });
  });

  it('leaves the rows and links of another tenant alone', async () => {
    const [own, other] = [await tenants.openTenant(), await tenants.openTenant()];
    await startRun(own, ['1']);
    await record(own, { links: [put('1', '00Q1')] });
    const settled = settledAs(unchanged, await own.inbox.claim(10, []));
    await record(other, { settled, links: [{ kind: 'remove', hubspotContactId: '1' }, put('2', '00Q1')] });
    expect(await own.inbox.claim(10, [])).toHaveLength(1);
    expect(await own.links.findBySalesforceIds(['00Q1'])).toMatchObject([{ hubspotContactId: '1' }]);
    expect(await other.links.findBySalesforceIds(['00Q1'])).toMatchObject([{ hubspotContactId: '2' }]);
    expect(await other.links.findByHubspotIds(['1'])).toEqual([]);
  });
});

describe('links', () => {
  it('move to the surviving contact in one batch', async () => {
    const stores = await tenants.openTenant();
    await record(stores, { links: [put('loser', '00Q1')] });
    await record(stores, { links: [{ kind: 'remove', hubspotContactId: 'loser' }, put('survivor', '00Q1')] });
    expect(await stores.links.findBySalesforceIds(['00Q1'])).toMatchObject([
      { hubspotContactId: 'survivor' },
    ]);
    expect(await stores.links.findByHubspotIds(['loser'])).toEqual([]);
  });

  it('follow a converted Lead to its Contact', async () => {
    const stores = await tenants.openTenant();
    await record(stores, { links: [put('1', '00Q1')] });
    await record(stores, { links: [put('1', '0031', { salesforceType: 'Contact', base: {} })] });
    expect(await stores.links.findByHubspotIds(['1'])).toEqual([
      link('1', '0031', { salesforceType: 'Contact', base: {} }),
    ]);
    expect(await stores.links.findBySalesforceIds(['00Q1'])).toEqual([]);
  });

  it('join one Salesforce record with one contact', async () => {
    const stores = await tenants.openTenant();
    await record(stores, { links: [put('1', '00Q1')] });
    await expect(record(stores, { links: [put('2', '00Q1')] })).rejects.toThrow();
    expect(await stores.links.findBySalesforceIds(['00Q1'])).toMatchObject([{ hubspotContactId: '1' }]);
  });
});

function failed(changes: Partial<Failure> = {}): Outcome {
  return { kind: 'failed', failure: { ...failure, ...changes } };
}

describe('attempts', () => {
  it('are kept with everything that explains them, unless nothing changed', async () => {
    const stores = await tenants.openTenant();
    const runId = await startRun(stores, []);
    await record(stores, {
      attempts: [
        attempt(
          '1',
          { kind: 'created_in_salesforce', salesforceType: 'Lead', changes: [change], faults: [fault] },
          [runId],
        ),
        attempt('2', { kind: 'excluded', reason: 'not_in_inclusion_list' }, [runId]),
        attempt('3', failed(), [runId]),
        attempt('4', unchanged, [runId]),
      ],
    });
    const all = await stores.attempts.listOfRun(runId, { outcome: null, before: null, limit: 10 });
    const shared = {
      attemptId: expect.any(String),
      runId,
      at: at.toISOString(),
      salesforceType: 'Lead',
      salesforceId: '00Q1',
      email: 'ada@example.com',
      triggers: ['manual_resync'],
      settingsRevision: 3,
      membership: reading,
    };
    const plain = { reason: null, failure: null, changes: [], faults: [] };
    const expected = [
      {
        ...shared,
        ...plain,
        hubspotContactId: '1',
        outcome: 'created_in_salesforce',
        changes: [change],
        faults: [fault],
      },
      { ...shared, ...plain, hubspotContactId: '2', outcome: 'excluded', reason: 'not_in_inclusion_list' },
      { ...shared, ...plain, hubspotContactId: '3', outcome: 'failed', failure },
    ];
    expect(all).toHaveLength(3);
    expect(all).toEqual(expect.arrayContaining(expected));
  });

  it('are listed newest first, page by page and by outcome, for their run only', async () => {
    const stores = await tenants.openTenant();
    const runId = await startRun(stores, []);
    for (const contactId of ['1', '2', '3', '4', '5']) {
      const outcome: Outcome = contactId === '3' ? failed() : { kind: 'skipped', reason: 'no_email' };
      await record(stores, { attempts: [attempt(contactId, outcome, [runId]), attempt(contactId, outcome)] });
    }
    const list = async (filter: { outcome?: 'failed'; before?: string; limit?: number } = {}) =>
      stores.attempts.listOfRun(runId, { outcome: null, before: null, limit: 10, ...filter });
    const contactsOf = async (filter = {}) => (await list(filter)).map((each) => each.hubspotContactId);
    expect(await contactsOf()).toEqual(['5', '4', '3', '2', '1']);
    expect(await contactsOf({ outcome: 'failed' })).toEqual(['3']);
    const [, second] = await list({ limit: 2 });
    expect(await contactsOf({ before: second?.attemptId, limit: 2 })).toEqual(['3', '2']);
    const other = await tenants.openTenant();
    expect(await other.attempts.listOfRun(runId, { outcome: null, before: null, limit: 10 })).toEqual([]);
  });

  it('are none behind a cursor that was made up', async () => {
    const stores = await tenants.openTenant();
    const runId = await startRun(stores, []);
    await record(stores, { attempts: [attempt('1', failed(), [runId])] });
    const filter = { outcome: null, before: 'yesterday', limit: 10 };
    expect(await stores.attempts.listOfRun(runId, filter)).toEqual([]);
  });
});

describe('failing contacts', () => {
  const groupsOf = async ({ tenantId }: TenantStores) => {
    const [groups, records] = await Promise.all([
      tenants.db.errorGroup.findMany({ where: { tenantId }, orderBy: { code: 'asc' } }),
      tenants.db.failingRecord.findMany({ where: { tenantId }, orderBy: { hubspotContactId: 'asc' } }),
    ]);
    return groups.map(({ groupId, code, field, fixer }) => {
      const behind = records.filter((each) => each.groupId === groupId).map((each) => each.hubspotContactId);
      return { code, field, fixer, behind };
    });
  };

  it('stand behind the group of their cause until they succeed', async () => {
    const stores = await tenants.openTenant();
    await record(stores, {
      attempts: [
        attempt('1', failed()),
        attempt('2', failed()),
        attempt('3', failed({ code: 'CONFLICT', field: null })),
      ],
    });
    await record(stores, { attempts: [attempt('2', failed())] });
    const validation = { code: failure.code, field: 'Phone', fixer: 'salesforce_admin' };
    const conflict = { code: 'CONFLICT', field: '', fixer: 'salesforce_admin', behind: ['3'] };
    expect(await groupsOf(stores)).toEqual([conflict, { ...validation, behind: ['1', '2'] }]);
    await record(stores, {
      attempts: [attempt('1', unchanged), attempt('2', { kind: 'linked', faults: [] })],
    });
    expect(await groupsOf(stores)).toEqual([conflict, { ...validation, behind: [] }]);
  });

  it('stand behind every field that did not cross', async () => {
    const stores = await tenants.openTenant();
    const faults = [fault, { ...fault, field: 'State' }];
    await record(stores, { attempts: [attempt('1', { kind: 'updated', changes: [change], faults })] });
    const shared = { code: 'value_too_long', fixer: 'contact_owner', behind: ['1'] };
    expect(await groupsOf(stores)).toEqual(
      expect.arrayContaining([
        { ...shared, field: 'City' },
        { ...shared, field: 'State' },
      ]),
    );
  });

  it('stand behind a conflict, and are nobody else’s', async () => {
    const [own, other] = [await tenants.openTenant(), await tenants.openTenant()];
    const conflict: Outcome = { kind: 'conflict', reason: 'link_conflict' };
    await record(own, { attempts: [attempt('1', conflict)] });
    await record(other, { attempts: [attempt('1', unchanged)] });
    expect(await groupsOf(own)).toMatchObject([{ code: 'link_conflict', behind: ['1'] }]);
    expect(await groupsOf(other)).toEqual([]);
  });

  it('need no contact: a failure without one makes its group only', async () => {
    const stores = await tenants.openTenant();
    await record(stores, { attempts: [attempt(null, failed()), attempt('1', failed())] });
    expect(await groupsOf(stores)).toMatchObject([{ behind: ['1'] }]);
  });
});

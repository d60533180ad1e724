import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import type { Outcome } from '#lib/domain/outcome.ts';
import type { Standing } from '#lib/domain/standing.ts';
import type { Attempt } from '#lib/ports/attempts.ts';
import { emptyRecord } from '#lib/ports/batches.ts';
import type { RecordLink } from '#lib/ports/links.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { writeStanding } from './list-standing.ts';
import { readHealthSeries } from './read-health.ts';

const tenants = openTestTenants(await createTestDatabase());
afterAll(() => tenants.close());

const updated: Outcome = { kind: 'updated', changes: [], faults: [] };
const excluded: Outcome = { kind: 'excluded', reason: 'not_in_inclusion_list' };
const failed = (field: string): Outcome => ({
  kind: 'failed',
  failure: {
    code: 'STRING_TOO_LONG',
    side: 'salesforce',
    field,
    detail: null,
    isRetryable: false,
    fixer: 'contact_owner',
  },
});

const attempt = (hubspotContactId: string, outcome: Outcome, more: Partial<Attempt> = {}): Attempt => ({
  hubspotContactId,
  salesforceType: 'Lead',
  salesforceId: `00Q${hubspotContactId}`,
  email: `${hubspotContactId}@example.com`,
  outcome,
  triggers: ['contact_changed'],
  settingsRevision: 1,
  membership: { listId: '7', answer: 'not_member', readAt: '2026-11-25T10:00:00.000Z' },
  runIds: [],
  ...more,
});

const link = (hubspotContactId: string, state: RecordLink['state'] = 'active') => ({
  kind: 'put' as const,
  reading: null,
  link: {
    hubspotContactId,
    salesforceId: `00Q${hubspotContactId}`,
    salesforceType: 'Lead' as const,
    state,
    isPinned: false,
    base: {},
    criteriaPrint: null,
  },
});

async function record(
  stores: TenantStores,
  attempts: Attempt[],
  more: Partial<typeof emptyRecord> = {},
  at = new Date(),
) {
  await stores.batches.record(await stores.raiseFence(), at, { ...emptyRecord, attempts, ...more });
}

async function listIds(stores: TenantStores, standing: Standing, more: object = {}) {
  const filter = { standing, groupId: null, person: null, ...more };
  const found = await stores.health.listStanding(filter, { after: null, limit: 50 });
  return found.map(({ hubspotContactId }) => hubspotContactId);
}

/** 1 and 2 in sync, 3 and 4 outside the list (4 linked), 5 and 6 failing, 7 with nothing but its address. */
async function openScene() {
  const stores = await tenants.openTenant();
  await record(
    stores,
    [
      attempt('1', updated),
      attempt('2', { kind: 'unchanged' }),
      attempt('3', excluded),
      attempt('4', excluded),
      attempt('5', failed('Phone')),
      attempt('6', failed('Title')),
      attempt('7', excluded),
    ],
    { links: ['1', '2', '4', '5'].map((contactId) => link(contactId)).concat(link('7', 'email_only')) },
  );
  return stores;
}

describe('where contacts stand', () => {
  it('is counted, each contact once, and waiting changes apart', async () => {
    const stores = await openScene();
    await tenants.addHint(stores.tenantId, '1');
    expect(await stores.health.countStandings()).toEqual({
      in_sync: 2,
      excluded: 2,
      failing: 2,
      email_only: 1,
      waiting: 1,
    });
  });

  it('lists the same contacts that were counted', async () => {
    const stores = await openScene();
    await tenants.addHint(stores.tenantId, '1');
    expect(await listIds(stores, 'in_sync')).toEqual(['1', '2']);
    expect(await listIds(stores, 'excluded')).toEqual(['3', '4']);
    expect(await listIds(stores, 'failing')).toEqual(['5', '6']);
    expect(await listIds(stores, 'email_only')).toEqual(['7']);
    expect(await listIds(stores, 'waiting')).toEqual(['1']);
  });

  it('moves with the next look, equal values included', async () => {
    const stores = await openScene();
    await record(stores, [
      attempt('4', { kind: 'unchanged' }),
      attempt('5', { kind: 'unchanged' }),
      attempt('1', excluded),
    ]);
    expect(await listIds(stores, 'in_sync')).toEqual(['2', '4', '5']);
    expect(await listIds(stores, 'excluded')).toEqual(['1', '3']);
    expect(await listIds(stores, 'failing')).toEqual(['6']);
  });

  it('stays as it is after a dry run', async () => {
    const stores = await openScene();
    await record(stores, [attempt('1', excluded)], { isDryRun: true });
    expect(await listIds(stores, 'in_sync')).toEqual(['1', '2']);
  });

  it('forgets a contact that was erased', async () => {
    const stores = await openScene();
    await record(stores, [], { erasedContacts: ['3'] });
    expect(await listIds(stores, 'excluded')).toEqual(['4']);
  });

  it('is narrowed by address, by id of either side and by cause, and goes on behind a page', async () => {
    const stores = await openScene();
    expect(await listIds(stores, 'in_sync', { person: ' 2@EXAMPLE.com' })).toEqual([]);
    expect(await listIds(stores, 'excluded', { person: ' 3@EXAMPLE.com' })).toEqual(['3']);
    expect(await listIds(stores, 'in_sync', { person: '2' })).toEqual(['2']);
    expect(await listIds(stores, 'in_sync', { person: '00Q2' })).toEqual(['2']);
    const filter = { standing: 'failing' as const, groupId: null, person: null };
    const [first] = await stores.health.listStanding(filter, { after: null, limit: 1 });
    const [second] = await stores.health.listStanding(filter, { after: first?.mark ?? null, limit: 1 });
    expect([first?.causes[0]?.field, second?.causes[0]?.field]).toEqual(['Phone', 'Title']);
    expect(await listIds(stores, 'failing', { groupId: second?.causes[0]?.groupId })).toEqual(['6']);
  });

  it('is nobody’s of another tenant', async () => {
    await openScene();
    const other = await tenants.openTenant();
    expect(Object.values(await other.health.countStandings())).toEqual([0, 0, 0, 0, 0]);
    expect(await listIds(other, 'failing')).toEqual([]);
    expect(await other.health.listParked()).toEqual([]);
  });

  it('is written as a file that no spreadsheet calculates', async () => {
    const stores = await tenants.openTenant();
    await record(stores, [attempt('5', failed('Phone'), { email: '=cmd()@example.com' })]);
    const lines: string[] = [];
    for await (const part of writeStanding({ stores } as Parameters<typeof writeStanding>[0], {
      standing: 'failing',
    })) {
      lines.push(part);
    }
    expect(lines.join('').split('\r\n')).toEqual([
      'email,hubspot_id,salesforce_type,salesforce_id,standing,since,causes,fixers',
      expect.stringMatching(
        /^"'=cmd\(\)@example\.com",5,,,failing,.*,salesforce STRING_TOO_LONG Phone,contact_owner$/,
      ),
      '',
    ]);
  });

  it('resyncs everybody who fails, each once', async () => {
    const stores = await openScene();
    const run = {
      runId: crypto.randomUUID(),
      settingsRevision: 1,
      inclusionList: null,
      startedBy: null,
      expectedTotal: null,
    };
    expect(await stores.runs.startSelected(run, { kind: 'failing' })).toMatchObject({ enumerated: 2 });
    expect(await listIds(stores, 'waiting')).toEqual(['5', '6']);
    expect(await stores.health.listParked()).toMatchObject([
      { run: { runId: run.runId, kind: 'resync', state: 'queued' }, cause: null, records: 2 },
    ]);
  });
});

describe('what waits', () => {
  it('is told by its reason', async () => {
    const stores = await tenants.openTenant();
    await tenants.addHint(stores.tenantId, '1');
    await tenants.addHint(stores.tenantId, '2', new Date(Date.now() + 60_000));
    const causes = (await stores.health.listParked()).map(({ cause, records }) => ({ cause, records }));
    expect(causes).toEqual([
      { cause: 'evaluation', records: 1 },
      { cause: 'turn', records: 1 },
    ]);
  });
});

describe('the series', () => {
  const now = Date.UTC(2026, 10, 25, 10, 30);
  const hoursAgo = (hours: number) => new Date(now - hours * 3_600_000);
  const seriesOf = (stores: TenantStores) =>
    readHealthSeries({ stores, clock: { now: () => now } } as Parameters<typeof readHealthSeries>[0], 'day');

  it('has every hour of a day, with the delay of the edits that arrived', async () => {
    const stores = await tenants.openTenant();
    const at = hoursAgo(2);
    const madeBefore = (seconds: number) => new Date(at.getTime() - seconds * 1_000).toISOString();
    await record(
      stores,
      [
        attempt('1', updated, { occurredAt: madeBefore(2) }),
        attempt('2', updated, { occurredAt: madeBefore(4) }),
        attempt('3', updated, { occurredAt: madeBefore(30) }),
        attempt('4', updated),
        attempt('5', failed('Phone'), { occurredAt: madeBefore(900) }),
      ],
      {},
      at,
    );
    const { buckets, bucketMinutes } = await seriesOf(stores);
    expect([buckets.length, bucketMinutes, buckets.at(-1)?.at]).toEqual([24, 60, '2026-11-25T10:00:00.000Z']);
    expect(buckets.find(({ synced }) => synced > 0)).toEqual({
      at: '2026-11-25T08:00:00.000Z',
      synced: 4,
      failed: 1,
      medianDelay: 4,
      slowDelay: 30,
    });
    expect(buckets.filter(({ synced, medianDelay }) => synced === 0 && medianDelay === null)).toHaveLength(
      23,
    );
  });

  it('tells no delay where nothing arrived, and none below zero', async () => {
    const stores = await tenants.openTenant();
    const ahead = new Date(hoursAgo(1).getTime() + 5_000).toISOString();
    await record(stores, [attempt('1', failed('Phone'), { occurredAt: ahead })], {}, hoursAgo(3));
    await record(stores, [attempt('2', updated, { occurredAt: ahead })], {}, hoursAgo(1));
    const { buckets } = await seriesOf(stores);
    const told = buckets.filter(({ synced, failed: refused }) => synced + refused > 0);
    expect(told.map(({ medianDelay, slowDelay }) => [medianDelay, slowDelay])).toEqual([
      [null, null],
      [0, 0],
    ]);
  });

  it('leaves out what was only foretold', async () => {
    const stores = await tenants.openTenant();
    await record(stores, [attempt('1', updated)], { isDryRun: true }, hoursAgo(1));
    expect((await seriesOf(stores)).buckets.every(({ synced }) => synced === 0)).toBe(true);
  });
});

describe('API calls', () => {
  it('are added up by the hour, by platform, and forgotten with the history', async () => {
    const { apiUsage } = await tenants.openTenant();
    const hour = Date.UTC(2026, 10, 25, 9);
    await apiUsage.add('hubspot', new Date(hour + 60_000), 3);
    await apiUsage.add('hubspot', new Date(hour + 120_000), 4);
    await apiUsage.add('salesforce', new Date(hour + 120_000), 9);
    expect(await apiUsage.listHours('hubspot', new Date(hour + 1))).toEqual([{ startedAt: hour, calls: 7 }]);
    await apiUsage.prune(new Date(hour + 3_600_000));
    expect(await apiUsage.listHours('hubspot', new Date(hour))).toEqual([]);
  });
});

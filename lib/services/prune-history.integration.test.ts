import { afterAll, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { initialSettings } from '#lib/domain/settings.ts';
import { emptyRecord } from '#lib/ports/batches.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { pruneHistory } from './prune-history.ts';

const tenants = openTestTenants(await createTestDatabase());
afterAll(() => tenants.close());

const dayMs = 86_400_000;

it('history is kept as long as the settings say, and looked through once a day', async () => {
  const stores = await tenants.openTenant();
  await stores.settings.save(0, { ...initialSettings(), historyDays: 30 }, 'admin@example.com');
  const start = Date.UTC(2026, 10, 25);
  const fence = await stores.raiseFence();
  for (const daysAgo of [31, 29, 1]) {
    await stores.batches.record(fence, new Date(start - daysAgo * dayMs), {
      ...emptyRecord,
      attempts: [
        {
          hubspotContactId: String(daysAgo),
          salesforceType: null,
          salesforceId: null,
          email: null,
          outcome: { kind: 'skipped', reason: 'no_email' },
          triggers: ['contact_changed'],
          settingsRevision: 1,
          membership: null,
          runIds: [],
        },
      ],
    });
  }
  const kept = async (nowMs: number) => {
    await pruneHistory({ stores, clock: { now: () => nowMs } });
    const anything = { person: null, outcome: null, trigger: null, from: null, to: null };
    const attempts = await stores.attempts.list({ ...anything, before: null, limit: 10 });
    return attempts.map(({ hubspotContactId }) => hubspotContactId);
  };
  expect(await kept(start)).toEqual(['1', '29']);
  expect(await kept(start + dayMs - 1)).toEqual(['1', '29']);
  expect(await kept(start + 2 * dayMs)).toEqual(['1']);
});

import { afterAll, expect, it } from 'vitest';
import type { Attempt } from '#lib/ports/attempts.ts';
import { emptyRecord } from '#lib/ports/batches.ts';
import type { RecordLink } from '#lib/ports/links.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { openTestTenants } from './tenant.fixtures.ts';

const tenants = openTestTenants(await createTestDatabase());
afterAll(() => tenants.close());

const failure = {
  code: 'DUPLICATE_VALUE',
  side: 'salesforce',
  field: null,
  detail: 'Ada Lovelace',
  isRetryable: false,
  fixer: 'salesforce_admin',
} as const;

const attempt = (hubspotContactId: string | null, email: string): Attempt => ({
  hubspotContactId,
  salesforceType: 'Lead',
  salesforceId: `00Q-${email}`,
  email,
  outcome: { kind: 'failed', failure },
  triggers: ['contact_changed'],
  settingsRevision: 0,
  membership: null,
  runIds: [],
});

const link = (hubspotContactId: string): RecordLink => ({
  hubspotContactId,
  salesforceId: `00Q-${hubspotContactId}`,
  salesforceType: 'Lead',
  state: 'active',
  isPinned: false,
  base: { 'phone:Phone': 'a' },
  criteriaPrint: null,
});

it('nothing that is stored of an erased person names them or their values, and nobody else loses anything', async () => {
  const [stores, other] = [await tenants.openTenant(), await tenants.openTenant()];
  for (const each of [stores, other]) {
    const fence = await each.raiseFence();
    await each.batches.record(fence, new Date(), {
      ...emptyRecord,
      links: ['1', '2'].map((id) => ({ kind: 'put', link: link(id), reading: null })),
      creationSyncs: [{ hubspotContactId: '1', salesforceId: '00Q-1' }],
      attempts: [
        attempt('1', 'ada@example.com'),
        attempt(null, 'ada@example.com'),
        attempt('2', 'bob@example.com'),
      ],
    });
  }
  await stores.batches.record(await stores.raiseFence(), new Date(), {
    ...emptyRecord,
    erasedContacts: ['1'],
  });
  const left = async ({ tenantId }: { readonly tenantId: string }) => {
    const where = { tenantId };
    const [attempts, links, failing, creations] = await Promise.all([
      tenants.db.syncAttempt.findMany({ where }),
      tenants.db.recordLink.findMany({ where }),
      tenants.db.failingRecord.findMany({ where }),
      tenants.db.creationSync.findMany({ where }),
    ]);
    return {
      attempts: attempts.map(({ email }) => email),
      links: links.map(({ hubspotContactId }) => hubspotContactId),
      failing: failing.map(({ hubspotContactId }) => hubspotContactId),
      creations: creations.map(({ salesforceId }) => salesforceId),
    };
  };
  expect(await left(stores)).toEqual({
    attempts: ['bob@example.com'],
    links: ['2'],
    failing: ['2'],
    creations: ['00Q-1'],
  });
  const untouched = await left(other);
  expect([untouched.attempts.length, untouched.links.length, untouched.failing.length]).toEqual([3, 2, 2]);
});

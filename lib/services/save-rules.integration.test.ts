import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { defaultMappings } from '#lib/domain/field-mapping.ts';
import { emptyRecord } from '#lib/ports/batches.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { checkMappingSet } from './check-mapping-set.ts';
import { connect, openRequest } from './context.fixtures.ts';
import { saveMappings } from './save-mappings.ts';
import { saveRules } from './save-rules.ts';
import { setScene } from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

async function openScene() {
  const scene = await setScene(await tenants.openTenant());
  await connect(scene, 'salesforce');
  let now = Date.parse('2026-11-25T10:00:00Z');
  const clock = { now: () => now };
  const { context, wakes } = openRequest(scene, tenants.directory, { clock });
  const readCurrent = async () => (await scene.stores.settings.readCurrent()).settings;
  const passHour = () => {
    now += 3_600_000;
  };
  return { scene, context, wakes, readCurrent, passHour };
}

describe('saving rules', () => {
  it('keeps the time automatic creation was switched on at until it is switched on anew', async () => {
    const { context, readCurrent, passHour } = await openScene();
    await saveRules(context, { expectedRevision: 1, rules: { createFromLeads: true } });
    passHour();
    await saveRules(context, { expectedRevision: 2, rules: { historyDays: 30, createFromLeads: true } });
    const since = { Lead: '2026-11-25T10:00:00.000Z', Contact: null };
    expect(await readCurrent()).toMatchObject({ autoCreateSince: since, historyDays: 30, syncOnJoin: true });
    await saveRules(context, { expectedRevision: 3, rules: { createFromLeads: false } });
    expect((await readCurrent()).autoCreateSince).toEqual({ Lead: null, Contact: null });
    await saveRules(context, { expectedRevision: 4, rules: { createFromLeads: true } });
    expect((await readCurrent()).autoCreateSince.Lead).toBe('2026-11-25T11:00:00.000Z');
  });

  it('refuses to save over what somebody else saved, and wakes nobody', async () => {
    const { context, readCurrent, wakes } = await openScene();
    const saving = saveRules(context, { expectedRevision: 0, rules: { onSalesforceDelete: 'archive' } });
    await expect(saving).rejects.toMatchObject({ code: 'settings_changed_meanwhile' });
    expect((await readCurrent()).onSalesforceDelete).toBe('keep');
    expect(wakes()).toBe(0);
  });

  it('notes who changed what', async () => {
    const { scene, context } = await openScene();
    await saveRules(context, { expectedRevision: 1, rules: { syncOnJoin: false } });
    const { tenantId } = scene.stores;
    expect(await tenants.db.auditEvent.findMany({ where: { tenantId } })).toMatchObject([
      { actor: 'admin@example.com', action: 'rules.saved', detail: { revision: 2, syncOnJoin: 'false' } },
    ]);
  });

  it('tries what failed again', async () => {
    const { scene, context, wakes } = await openScene();
    await fail(scene, '004');
    expect(await scene.stores.inbox.claim(10, [])).toEqual([]);
    await saveRules(context, { expectedRevision: 1, rules: { syncOnJoin: false } });
    expect(await scene.stores.inbox.claim(10, [])).toMatchObject([
      { side: 'hubspot', recordKind: 'contact', recordId: '004', triggers: ['settings_changed'] },
    ]);
    expect(wakes()).toBe(1);
  });
});

describe('saving field mappings', () => {
  it('names every fault at once and saves nothing', async () => {
    const { context, readCurrent } = await openScene();
    const [key] = defaultMappings();
    const rule = 'two_way' as const;
    const lead = { salesforceType: 'Lead' as const, rule, hasBlankProtection: false };
    const mappings = [
      { ...lead, hubspotProperty: 'nowhere', salesforceField: 'Nothing' },
      { ...lead, hubspotProperty: 'email', salesforceField: 'Email' },
    ];
    expect(key).toMatchObject({ hubspotProperty: 'email' });
    const saving = saveMappings(context, { expectedRevision: 1, mappings });
    await expect(saving).rejects.toMatchObject({
      code: 'mappings_faulty',
      faults: expect.arrayContaining([
        expect.objectContaining({ code: 'unknown_property', hubspotProperty: 'nowhere' }),
        expect.objectContaining({ code: 'unknown_field', salesforceField: 'Nothing' }),
        expect.objectContaining({ code: 'email_not_mapped', salesforceType: 'Contact' }),
      ]),
    });
    expect((await readCurrent()).mappings).toEqual(defaultMappings());
  });

  it('saves a sound set as a revision, with blank protection', async () => {
    const { context, readCurrent } = await openScene();
    const mappings = defaultMappings()
      .filter(({ hubspotProperty }) => hubspotProperty === 'email')
      .map((mapping) => ({ ...mapping, hasBlankProtection: true }));
    expect(await checkMappingSet(context, mappings)).toEqual([]);
    expect(await saveMappings(context, { expectedRevision: 1, mappings })).toMatchObject({ revision: 2 });
    expect((await readCurrent()).mappings).toEqual(mappings);
  });
});

/** Records that the contact cannot be synced. */
async function fail({ stores }: Awaited<ReturnType<typeof setScene>>, hubspotContactId: string) {
  const failure = {
    code: 'required_field_missing',
    side: 'salesforce',
    field: 'LastName',
    detail: null,
    isRetryable: false,
    fixer: 'contact_owner',
  } as const;
  const attempt = {
    hubspotContactId,
    salesforceType: null,
    salesforceId: null,
    email: null,
    outcome: { kind: 'failed', failure } as const,
    triggers: [],
    settingsRevision: 1,
    membership: null,
    runIds: [],
  };
  await stores.batches.record(await stores.raiseFence(), new Date(), { ...emptyRecord, attempts: [attempt] });
}

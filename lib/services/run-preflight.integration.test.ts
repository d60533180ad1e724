import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { initialSettings } from '#lib/domain/settings.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { openImporter } from './import.fixtures.ts';
import { runPreflight } from './run-preflight.ts';
import { type SandboxTenant, startSandboxes } from './sandbox.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
const sandboxes = await startSandboxes(tenants);
afterAll(async () => {
  await sandboxes.close();
  await tenants.close();
});
beforeEach(() => sandboxes.reset());

const scopes = ['oauth', 'crm.objects.contacts.read', 'crm.lists.read'];

async function check(tenant: SandboxTenant, hubspotScopes = scopes) {
  return runPreflight({ ...openImporter(tenants, tenant), hubspotScopes });
}

const problemsOf = ({ findings }: Awaited<ReturnType<typeof check>>) =>
  findings.filter(({ status }) => status === 'warning' || status === 'problem');

/** Changes fields of an object as an admin of the org does on its profile. */
function setAccess(
  { org }: SandboxTenant,
  objectName: string,
  access: 'hidden' | 'read' | 'edit',
  names: readonly string[],
) {
  const spec = org.schema.object(objectName)?.spec;
  if (spec === undefined) throw new Error(`no ${objectName}`);
  const fields = spec.fields.map((each) => (names.includes(each.name) ? { ...each, access } : each));
  org.defineObject({ ...spec, fields });
}

describe('the preflight', () => {
  it('finds nothing wrong with two accounts that allow everything, and says with numbers what is left', async () => {
    const tenant = await sandboxes.openTenant(0);
    const result = await check(tenant);
    expect(problemsOf(result)).toEqual([]);
    expect(result.findings).toMatchObject([
      { code: 'hubspot_ready', status: 'ok' },
      { code: 'hubspot_calls', status: 'note' },
      { code: 'salesforce_ready', status: 'ok' },
      { code: 'api_calls_enough', detail: { used: expect.any(Number), limit: expect.any(Number) } },
      { code: 'duplicate_rules_unseen', status: 'note' },
      { code: 'fields_ready', detail: { count: initialSettings().mappings.length } },
    ]);
    expect(result.fields).toHaveLength(initialSettings().mappings.length);
    expect(result.fields[0]).toMatchObject({ hubspot: { mayEdit: true }, salesforce: { mayCreate: true } });
  });

  it('names each field that field-level security hides or locks, and sees when it is granted again', async () => {
    const tenant = await sandboxes.openTenant(0);
    setAccess(tenant, 'Lead', 'hidden', ['Title']);
    setAccess(tenant, 'Contact', 'read', ['MobilePhone']);
    const result = await check(tenant);
    expect(problemsOf(result)).toMatchObject([
      {
        code: 'field_read_only',
        fixer: 'salesforce_admin',
        detail: { object: 'Contact', field: 'MobilePhone' },
      },
      { code: 'field_hidden', fixer: 'salesforce_admin', detail: { object: 'Lead', field: 'Title' } },
    ]);
    expect(result.fields.find(({ salesforceField }) => salesforceField === 'Title')?.salesforce).toBeNull();
    setAccess(tenant, 'Lead', 'edit', ['Title']);
    setAccess(tenant, 'Contact', 'edit', ['MobilePhone']);
    expect(problemsOf(await check(tenant))).toEqual([]);
  });

  it('names scopes that were not granted and lists that may not be read', async () => {
    const tenant = await sandboxes.openTenant(0);
    expect(problemsOf(await check(tenant, [...scopes, 'crm.schemas.deals.read']))).toMatchObject([
      { code: 'hubspot_scope_missing', detail: { scope: 'crm.schemas.deals.read' } },
    ]);
    await tenant.chooseList('999');
    expect(problemsOf(await check(tenant))).toMatchObject([
      { code: 'inclusion_list_unusable', fixer: 'console_admin', detail: { list: 'List 999' } },
    ]);
  });

  it('warns before the calls of the day are gone', async () => {
    const tenant = await sandboxes.openTenant(0);
    const { orgId } = tenant.org;
    await sandboxes.controlSalesforce('org', { orgId, dailyApiLimit: 1_000, apiCallsUsed: 850 });
    expect(problemsOf(await check(tenant))).toMatchObject([
      { code: 'api_calls_low', detail: { limit: 1_000 } },
    ]);
    await sandboxes.controlSalesforce('org', { orgId, dailyApiLimit: 15_000 });
  });

  it('says of each side that it is not connected or lost its access, and still checks the other', async () => {
    const tenant = await sandboxes.openTenant(0);
    await tenant.stores.connections.markLost('hubspot', 'BAD_REFRESH_TOKEN');
    expect(problemsOf(await check(tenant))).toMatchObject([{ code: 'hubspot_not_connected' }]);
    await tenant.stores.connections.remove('salesforce', async () => {});
    const result = await check(tenant);
    expect(problemsOf(result)).toMatchObject([
      { code: 'hubspot_not_connected' },
      { code: 'salesforce_not_connected' },
    ]);
    expect(result.fields).toEqual([]);
  });
});

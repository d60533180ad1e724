import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { checkDocument } from './check-document.ts';
import { exportSettings } from './export-settings.ts';
import { openImporter } from './import.fixtures.ts';
import { importSettings } from './import-settings.ts';
import { startSandboxes } from './sandbox.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
const sandboxes = await startSandboxes(tenants);
afterAll(async () => {
  await sandboxes.close();
  await tenants.close();
});
beforeEach(() => sandboxes.reset());

async function openAccount(index = 0) {
  const tenant = await sandboxes.openTenant(index);
  const context = openImporter(tenants, tenant);
  return { tenant, context, document: await exportSettings(context) };
}

describe('a settings file', () => {
  it('of the settings in force changes nothing', async () => {
    const { context, document } = await openAccount();
    expect(await checkDocument(context, JSON.parse(JSON.stringify(document)))).toEqual({
      revision: 0,
      faults: [],
      changes: [],
    });
  });

  it('shows what it would change, and becomes the next revision, with a note of who imported it', async () => {
    const { tenant, context, document } = await openAccount();
    const listId = await tenant.makeTorinoList();
    const name = (await context.hubspot.readList(listId))?.name ?? '';
    const { settings } = document;
    const edited = {
      ...document,
      settings: {
        ...settings,
        inclusionList: { listId, name },
        rules: { ...settings.rules, historyDays: 30, createFromLeads: true },
        mappings: settings.mappings.filter(({ hubspotProperty }) => hubspotProperty !== 'zip'),
      },
    };
    const { revision, changes } = await checkDocument(context, edited);
    expect(changes.map(({ setting, after }) => [setting, after])).toEqual([
      ['inclusionList', `${name} (ID ${listId})`],
      ['createFromLeads', 'true'],
      ['historyDays', '30'],
      ['mapping', null],
      ['mapping', null],
    ]);
    expect((await context.stores.settings.readCurrent()).revision).toBe(0);
    const saved = await importSettings(context, { expectedRevision: revision, document: edited });
    expect(saved).toMatchObject({ revision: 1, inclusionList: { listId }, rules: { historyDays: 30 } });
    expect(await context.stores.audit.list({ before: null, limit: 5 })).toMatchObject([
      { action: 'settings.imported', actor: 'admin@example.com', changes },
    ]);
    await expect(
      importSettings(context, { expectedRevision: revision, document: edited }),
    ).rejects.toMatchObject({ code: 'settings_changed_meanwhile' });
  });

  it('is told everything that is wrong with it at once, and nothing is saved', async () => {
    const { context, document } = await openAccount();
    const { settings } = document;
    const misshapen = {
      ...document,
      colour: 'blue',
      settings: {
        ...settings,
        rules: { ...settings.rules, historyDays: 3, onSalesforceDelete: 'burn' },
        creating: { ...settings.creating, defaultCompany: 7 },
      },
    };
    expect((await checkDocument(context, misshapen)).faults).toEqual(
      expect.arrayContaining([
        { kind: 'value', path: 'settings.rules.historyDays', expected: '≥ 7' },
        { kind: 'value', path: 'settings.rules.onSalesforceDelete', expected: 'keep | archive' },
        { kind: 'value', path: 'settings.creating.defaultCompany', expected: 'string' },
        { kind: 'unknown_key', path: 'colour' },
      ]),
    );
    const [first, ...others] = settings.mappings;
    const unknown = {
      ...document,
      settings: {
        ...settings,
        inclusionList: { listId: '404', name: 'Nowhere' },
        mappings: [...others, { ...first, hubspotProperty: 'no_such', salesforceField: 'NoSuch__c' }],
      },
    };
    const { faults } = await checkDocument(context, unknown);
    expect(faults).toMatchObject([
      { kind: 'list', reason: 'not_found', listName: 'Nowhere' },
      ...['email_not_mapped', 'unknown_property', 'unknown_field'].map((code) => ({
        kind: 'mapping',
        fault: { code },
      })),
    ]);
    for (const broken of [misshapen, unknown, null, 'text', { ...document, version: 2 }]) {
      await expect(importSettings(context, { expectedRevision: 0, document: broken })).rejects.toMatchObject({
        code: 'settings_document_faulty',
      });
    }
    expect((await context.stores.settings.readCurrent()).revision).toBe(0);
  });

  it('of another account finds its list by name, because ids mean nothing here', async () => {
    const { tenant, context, document } = await openAccount();
    const listId = await tenant.makeTorinoList();
    const name = (await context.hubspot.readList(listId))?.name ?? '';
    const foreign = (listName: string) => ({
      ...document,
      portalId: 'another',
      settings: { ...document.settings, inclusionList: { listId: '1', name: listName } },
    });
    expect((await checkDocument(context, foreign(name))).changes).toMatchObject([
      { setting: 'inclusionList', after: `${name} (ID ${listId})` },
    ]);
    expect((await checkDocument(context, foreign('Nowhere'))).faults).toMatchObject([
      { reason: 'not_found' },
    ]);
  });
});

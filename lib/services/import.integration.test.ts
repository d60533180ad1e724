import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { importPreviewSchema, importSelectionSchema } from '#lib/contracts/import.ts';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import type { RequestContext } from './context.ts';
import {
  addRecords,
  drainUntil,
  importAll,
  openImporter,
  person,
  readContact,
  readRows,
  readRun,
} from './import.fixtures.ts';
import { type SandboxTenant, startSandboxes } from './sandbox.fixtures.ts';
import { readPreview, startImport, startPreview } from './start-import.ts';
import { listEmailOnly } from './view-import.ts';
import { listRuns } from './view-run.ts';

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

const filled = ['email', 'firstname', 'lastname', 'company', 'city', 'jobtitle'];
const look = (number: number, domain?: string) => readContact(tenant, person(number, domain).Email, filled);

/** What every mapped property of a contact holds, the empty ones left out. */
async function valuesOf(email: string): Promise<Record<string, string>> {
  const { mappings } = (await tenant.stores.settings.readCurrent()).settings;
  const names = [...new Set(mappings.map(({ hubspotProperty }) => hubspotProperty))];
  const read = (await readContact(tenant, email, names)) ?? {};
  return Object.fromEntries(
    names.flatMap((name): [string, string][] => (read[name] ? [[name, read[name]]] : [])),
  );
}

const writes = () =>
  [sandboxes.hubspot, sandboxes.salesforce.service].map(({ counters }) => counters.read().writes.total);

describe('an import', () => {
  it('without a list fills everybody', async () => {
    await addRecords(tenant, 'Lead', [person(1), person(2)]);
    const { FirstName, LastName, Email, Title } = person(3);
    await addRecords(tenant, 'Contact', [{ FirstName, LastName, Email, Title, MailingCity: 'Torino' }]);
    const run = await importAll(sandboxes, tenant, context);
    expect(run).toMatchObject({
      state: 'completed',
      enumerated: 3,
      processed: 3,
      tallies: { created: 3, synced: 3 },
    });
    expect(await look(1)).toMatchObject({
      email: 'person-1@import.example',
      firstname: 'Ada',
      city: 'Torino',
    });
    expect(await look(3)).toMatchObject({ firstname: 'Ada', jobtitle: 'Countess' });
    expect((await readRows(context, run.runId)).map((row) => row.slice(4))).toEqual(
      Array.from({ length: 3 }, () => ['created', 'updated', '']),
    );
  });

  it('with a list gives everybody outside it the address and nothing else', async () => {
    await tenant.chooseList(await tenant.makeDomainList('inside.example'));
    await addRecords(tenant, 'Lead', [person(1, 'inside.example'), person(2, 'outside.example')]);
    sandboxes.hubspot.world.settings.evaluationLagMs = 8_000;
    const run = await importAll(sandboxes, tenant, context);
    expect(run).toMatchObject({ state: 'completed', tallies: { created: 2, synced: 1, email_only: 1 } });
    expect(await look(1, 'inside.example')).toMatchObject({ firstname: 'Ada', city: 'Torino' });
    expect(await valuesOf('person-2@outside.example')).toEqual({ email: 'person-2@outside.example' });
    expect(await tenant.stores.imports.countEmailOnly()).toBe(1);
  });

  it('that is repeated writes nothing to either platform', async () => {
    await tenant.chooseList(await tenant.makeDomainList('inside.example'));
    await addRecords(tenant, 'Lead', [person(1, 'inside.example'), person(2, 'outside.example')]);
    await importAll(sandboxes, tenant, context);
    const before = writes();
    time.advance(3_600_000);
    const again = await importAll(sandboxes, tenant, context);
    expect(writes()).toEqual(before);
    expect(again).toMatchObject({
      state: 'completed',
      processed: 2,
      counts: { unchanged: 1, email_only: 1 },
      tallies: { synced: 1, email_only: 1 },
    });
    expect((await readRows(context, again.runId)).map(([, , email, , ...rest]) => [email, ...rest])).toEqual([
      ['person-1@inside.example', 'existing', 'unchanged', ''],
      ['person-2@outside.example', 'existing', 'email_only', ''],
    ]);
  });

  it('leaves a contact outside the list every value it had', async () => {
    await tenant.chooseList(await tenant.makeDomainList('inside.example'));
    const before = { email: person(1).Email, firstname: 'Grace', lastname: 'Hopper', city: 'New York' };
    await tenant.session.hubspot.createContacts([before]);
    await addRecords(tenant, 'Lead', [person(1)]);
    time.advance(60_000);
    const run = await importAll(sandboxes, tenant, context);
    expect(run).toMatchObject({ state: 'completed', tallies: { linked: 1, email_only: 1 } });
    expect(await valuesOf(person(1).Email)).toEqual(before);
  });

  it('makes one contact of several records with one address, linked by the matching order', async () => {
    const { FirstName, LastName, Email } = person(1);
    await addRecords(tenant, 'Lead', [person(1), { ...person(1), LastName: 'Byron' }, person(2)]);
    const [contactId] = await addRecords(tenant, 'Contact', [
      { FirstName, LastName, Email, Title: 'Analyst' },
    ]);
    const run = await importAll(sandboxes, tenant, context);
    expect(run).toMatchObject({
      state: 'completed',
      processed: 4,
      counts: { skipped: 2, updated: 2 },
      tallies: { created: 2, synced: 2 },
    });
    expect(await valuesOf(Email)).toMatchObject({ jobtitle: 'Analyst' });
    const [link] = await tenant.stores.links.findBySalesforceIds([contactId ?? '']);
    expect(link).toMatchObject({ state: 'active', isPinned: true });
    const rows = await readRows(context, run.runId);
    const ofPerson = rows.filter(([, , email]) => email === Email);
    expect(new Set(ofPerson.map(([, , , hubspotId]) => hubspotId)).size).toBe(1);
    expect(ofPerson.map(([type, , , , , outcome, reason]) => [type, outcome, reason])).toEqual([
      ['Contact', 'updated', ''],
      ['Lead', 'skipped', 'other_record_linked'],
      ['Lead', 'skipped', 'other_record_linked'],
    ]);
  });

  it('of Leads alone fills a contact that is linked with a Contact of the same address', async () => {
    const { FirstName, LastName, Email } = person(1);
    await addRecords(tenant, 'Lead', [person(1)]);
    const [contactId] = await addRecords(tenant, 'Contact', [
      { FirstName, LastName, Email, Title: 'Analyst' },
    ]);
    const run = await importAll(sandboxes, tenant, context, { salesforceTypes: ['Lead'] });
    expect(run).toMatchObject({ state: 'completed', processed: 1, counts: { skipped: 1 } });
    await drainUntil(sandboxes, tenant, async () => (await valuesOf(Email)).jobtitle === 'Analyst');
    expect(await tenant.stores.links.findBySalesforceIds([contactId ?? ''])).toMatchObject([
      { state: 'active' },
    ]);
  });

  it('skips what is dirty, each with its reason, and imports the rest', async () => {
    const { Email: _, ...nobody } = person(1);
    const [, , goneId = ''] = await addRecords(tenant, 'Lead', [
      nobody,
      { ...person(2), Email: 'PERSON-2@Import.Example' },
      person(3),
      { ...person(4), Email: 'a@b.c' },
    ]);
    const selection = importSelectionSchema.parse({ salesforceTypes: ['Lead'] });
    const { run: started } = await startImport(context, randomUUID(), selection);
    sandboxes.salesforce.asUser().delete(goneId);
    // It was counted, and is gone before it is looked at.
    await tenant.stores.runs.beginQueued();
    await tenant.stores.imports.storePage(started.runId, {
      fromCheckpoint: null,
      salesforceType: 'Lead',
      salesforceIds: [goneId],
      nextCheckpoint: JSON.stringify({ stage: 'start', type: 'Lead' }),
    });
    await drainUntil(
      sandboxes,
      tenant,
      async () => (await readRun(tenant, started.runId)).finishedAt !== null,
    );
    const rows = await readRows(context, started.runId);
    expect(rows.map(([, , email, , , outcome, reason]) => [email, outcome, reason]).sort()).toEqual([
      ['', 'skipped', 'no_email'],
      ['', 'skipped', 'salesforce_record_gone'],
      ['a@b.c', 'skipped', 'invalid_email'],
      ['person-2@import.example', 'updated', ''],
    ]);
  });

  it('above 2,000 records reads them in a query job, and deletes it', async () => {
    await addRecords(
      tenant,
      'Lead',
      Array.from({ length: 2_100 }, (_, index) => person(index)),
    );
    await sandboxes.controlSalesforce('bulk', { mostRowsPerPage: 700 });
    const run = await importAll(sandboxes, tenant, context, { salesforceTypes: ['Lead'] });
    expect(run).toMatchObject({
      state: 'completed',
      enumerated: 2_100,
      tallies: { created: 2_100, synced: 2_100 },
    });
    expect((await tenant.callSalesforce('GET', '/services/data/v67.0/jobs/query')).records).toEqual([]);
    expect(await look(2_099)).toMatchObject({ firstname: 'Ada' });
  });
});

describe('people with nothing but an address', () => {
  it('are listed, stay as they are on a live change, and are filled once they join', async () => {
    const listId = await tenant.makeTorinoList();
    await tenant.chooseList(listId);
    const [leadId = ''] = await addRecords(tenant, 'Lead', [person(1)]);
    await importAll(sandboxes, tenant, context);
    const { people, total } = await listEmailOnly(context, null);
    expect(total).toBe(1);
    expect(people).toMatchObject([{ email: person(1).Email, salesforceType: 'Lead', salesforceId: leadId }]);
    const hint = {
      recordKind: 'Lead',
      recordId: leadId,
      occurredAt: new Date(time.now()).toISOString(),
    } as const;
    await tenant.stores.inbox.addHints([{ ...hint, side: 'salesforce', trigger: 'record_changed' }]);
    time.advance(60_000);
    await drainUntil(sandboxes, tenant, async () => (await tenant.stores.inbox.readNextDue()) === null);
    expect(await valuesOf(person(1).Email)).toEqual({ email: person(1).Email });
    const hubspotContactId = people[0]?.hubspotContactId ?? '';
    await tenant.callHubspot('PATCH', `/crm/objects/2026-09/contacts/${hubspotContactId}`, {
      properties: { city: 'Torino' },
    });
    await drainUntil(sandboxes, tenant, async () => (await listEmailOnly(context, null)).total === 0);
    expect(await valuesOf(person(1).Email)).toMatchObject({ firstname: 'Ada', jobtitle: 'Countess' });
  });
});

describe('a preview', () => {
  it('counts what the import would do and writes nothing', async () => {
    await tenant.chooseList(await tenant.makeDomainList('inside.example'));
    await tenant.session.hubspot.createContacts([
      { email: 'person-1@inside.example' },
      { email: 'person-2@outside.example' },
    ]);
    const { Email: _, ...nobody } = person(5);
    await addRecords(tenant, 'Lead', [
      person(1, 'inside.example'),
      person(2, 'outside.example'),
      person(3),
      { ...person(3), LastName: 'Byron' },
      { ...person(4), Email: 'a@b.c' },
      nobody,
    ]);
    const before = writes();
    const selection = importSelectionSchema.parse({ salesforceTypes: ['Lead'] });
    const begun = await startPreview(context, randomUUID(), selection);
    expect(begun).toMatchObject({ state: 'counting', counts: { found: 6, examined: 0 } });
    const read = () => readPreview(context, begun.previewId ?? '');
    await drainUntil(sandboxes, tenant, async () => (await read()).state !== 'counting');
    const preview = importPreviewSchema.parse(await read());
    expect(preview).toMatchObject({
      state: 'ready',
      counts: {
        found: 6,
        examined: 6,
        withoutEmail: 1,
        invalidEmail: 1,
        duplicateEmails: 1,
        otherwiseSkipped: 0,
        alreadyInHubspot: 2,
        new: 1,
        inList: 1,
        outsideList: 1,
      },
    });
    expect(writes()).toEqual(before);
    expect((await listRuns(context)).runs).toEqual([]);
  });

  it.each([person(1).LastName, 'Byron'])(
    'counts the contact of a filter that takes %s and leaves out another record of the address',
    async (name) => {
      await addRecords(tenant, 'Lead', [person(1), { ...person(1), LastName: 'Byron' }]);
      const selection = importSelectionSchema.parse({
        salesforceTypes: ['Lead'],
        filter: { conditions: [{ field: 'LastName', operator: 'equals', value: name }] },
      });
      const begun = await startPreview(context, randomUUID(), selection);
      const read = () => readPreview(context, begun.previewId ?? '');
      await drainUntil(sandboxes, tenant, async () => (await read()).state !== 'counting');
      expect(await read()).toMatchObject({ counts: { found: 1, duplicateEmails: 0, new: 1 } });
    },
  );

  it('says all at once what cannot be filtered by', async () => {
    const conditions = [
      { field: 'Nothing__c', operator: 'equals', value: 'x' },
      { field: 'City', operator: 'greater', value: 'x' },
      { field: 'AnnualRevenue', operator: 'less', value: 'much' },
    ];
    const request = importSelectionSchema.parse({ salesforceTypes: ['Lead'], filter: { conditions } });
    const preview = await startPreview(context, randomUUID(), request);
    expect(preview).toMatchObject({ state: 'refused', previewId: null });
    expect(preview.faults.map(({ code, field }) => [code, field])).toEqual([
      ['field_not_readable', 'Nothing__c'],
      ['operator_not_applicable', 'City'],
      ['value_not_valid', 'AnnualRevenue'],
    ]);
    await expect(startImport(context, randomUUID(), request)).rejects.toMatchObject({
      code: 'import_refused',
      detail: { fault: 'field_not_readable', field: 'Nothing__c' },
    });
  });

  it('says before the start that the calls of today are too few, with the numbers', async () => {
    await addRecords(tenant, 'Lead', [person(1)]);
    await sandboxes.controlSalesforce('org', { dailyApiLimit: 1_000, apiCallsUsed: 890 });
    const request = importSelectionSchema.parse({ salesforceTypes: ['Lead'] });
    const { faults } = await startPreview(context, randomUUID(), request);
    expect(faults).toMatchObject([{ code: 'api_budget_too_small', needed: 22 }]);
    expect(faults[0]?.available).toBeLessThan(10);
    await expect(startImport(context, randomUUID(), request)).rejects.toMatchObject({
      code: 'import_refused',
    });
  });
});

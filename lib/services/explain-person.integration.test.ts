import { afterAll, describe, expect, it } from 'vitest';
import { explanationSchema } from '#lib/contracts/explain.ts';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { connect, openRequest } from './context.fixtures.ts';
import type { RequestContext } from './context.ts';
import { explainPerson } from './explain-person.ts';
import { addRecord, changeList, openHubspot, openSalesforce } from './platforms.fixtures.ts';
import { listId, saveSettings, setScene, startResync } from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

async function openScene(options: Parameters<typeof setScene>[1] = {}) {
  const stores = await tenants.openTenant();
  const scene = await setScene(stores, options);
  await connect(scene, 'salesforce');
  const { context } = openRequest(scene, tenants.directory);
  const explain = (who: string, changed: Partial<RequestContext> = {}) =>
    explainPerson({ ...context, ...changed }, { who });
  const syncAll = async () => {
    await startResync(stores);
    await scene.drainAll();
  };
  /** Everything stored for this tenant, counted by table. */
  const rows = async () => {
    const tables = await tenants.db.$queryRaw<{ name: string }[]>`
      SELECT table_name AS name FROM information_schema.columns
      WHERE table_schema = current_schema() AND column_name = 'tenant_id' ORDER BY 1`;
    const counts = tables.map(async ({ name }) => {
      const sql = `SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS print FROM "${name}" t WHERE tenant_id = $1::uuid`;
      return [name, await tenants.db.$queryRawUnsafe(sql, stores.tenantId)];
    });
    return Object.fromEntries(await Promise.all(counts));
  };
  return { scene, context, explain, syncAll, rows };
}

/** A portal that shows every contact as modified at this moment. */
function modifiedAt(scene: Parameters<typeof openRequest>[0], updatedAt: string): RequestContext['hubspot'] {
  const hubspot = openHubspot(scene.portal);
  return {
    ...hubspot,
    async readContacts(ids, properties) {
      const read = await hubspot.readContacts(ids, properties);
      return {
        ...read,
        contacts: new Map([...read.contacts].map(([id, contact]) => [id, { ...contact, updatedAt }])),
      };
    },
  };
}

describe('explaining a member', () => {
  it('in sync shows both records, the link, the membership and what happened', async () => {
    const { explain, syncAll } = await openScene();
    await syncAll();
    const said = await explain('person-001@example.com');
    expect(said).toMatchObject({
      code: 'in_sync',
      failure: null,
      contact: { hubspotContactId: '001', email: 'person-001@example.com' },
      record: { salesforceType: 'Lead', email: 'person-001@example.com' },
      link: { hubspotContactId: '001', salesforceId: said.record?.salesforceId },
      inclusionList: { listId, name: 'List 7', state: 'usable' },
      membership: { answer: 'member', since: '2026-01-01T00:00:00.000Z', settlesAt: null },
      pending: [],
    });
    expect(said.record?.url).toBe(
      `https://acme.my.salesforce.com/lightning/r/Lead/${said.record?.salesforceId}/view`,
    );
    expect(said.candidates).toMatchObject([{ linkedTo: '001' }]);
    expect(said.history.map(({ outcome }) => outcome)).toEqual(['created_in_salesforce']);
    expect(new Set(said.fields.map(({ state }) => state))).toEqual(new Set(['equal', 'kept']));
    expect(said.fields.find(({ salesforceField }) => salesforceField === 'Company')).toMatchObject({
      state: 'kept',
      hubspotValue: null,
      salesforceValue: '[not provided]',
    });
    const sentences = { en: 'said by the route', it: 'detto dalla route' };
    expect(explanationSchema.parse({ ...said, sentences })).toBeTruthy();
  });

  it('foretells field by field what the next sync writes', async () => {
    const { scene, explain, syncAll } = await openScene();
    await syncAll();
    Object.assign(scene.portal.contacts.get('001') ?? {}, { phone: '+39 02 1234' });
    const [lead] = [...scene.org.records.values()].filter(({ fields }) => fields.LastName === 'Lovelace 001');
    Object.assign(lead?.fields ?? {}, { FirstName: 'Augusta' });
    const said = await explain('person-001@example.com');
    expect(said.code).toBe('would_update');
    const stateOf = Object.fromEntries(
      said.fields.map(({ hubspotProperty, state }) => [hubspotProperty, state]),
    );
    expect(stateOf).toMatchObject({
      phone: 'to_salesforce',
      firstname: 'to_hubspot',
      lastname: 'equal',
      email: 'equal',
    });
  });

  it('says of each field that cannot cross what stands in its way', async () => {
    const { scene, explain, syncAll } = await openScene();
    const { settings } = await scene.stores.settings.readCurrent();
    const mappings = settings.mappings.map((mapping) => ({
      ...mapping,
      ...(mapping.hubspotProperty === 'phone' && { rule: 'none' as const }),
      ...(mapping.hubspotProperty === 'jobtitle' && {
        rule: 'always_salesforce' as const,
        hasBlankProtection: true,
      }),
      ...(mapping.hubspotProperty === 'city' && { salesforceField: 'Town__c' }),
    }));
    await saveSettings(scene, { mappings });
    Object.assign(scene.portal.contacts.get('001') ?? {}, {
      phone: '1',
      jobtitle: 'Clerk',
      mobilephone: '4',
    });
    await syncAll();
    const [lead] = [...scene.org.records.values()].filter(({ fields }) =>
      String(fields.Email).startsWith('person-001'),
    );
    Object.assign(lead?.fields ?? {}, { Phone: '2', Title: null });
    const byProperty = Object.fromEntries(
      (await explain('001')).fields.map((field) => [field.hubspotProperty, field]),
    );
    expect(byProperty).toMatchObject({
      phone: { state: 'blocked', blockedBy: 'rule', hubspotValue: '1', salesforceValue: '2' },
      jobtitle: { state: 'blocked', blockedBy: 'blank_protection' },
      city: {
        state: 'blocked',
        blockedBy: 'mapping',
        mappingFault: 'unknown_field',
        salesforceLabel: 'Town__c',
      },
      mobilephone: { state: 'equal', blockedBy: null },
    });
    changeList(scene.portal, listId, { isDeleted: true });
    Object.assign(scene.portal.contacts.get('001') ?? {}, { mobilephone: '5' });
    const unread = (await explain('001')).fields.find((field) => field.hubspotProperty === 'mobilephone');
    expect(unread).toMatchObject({ state: 'blocked', blockedBy: 'unread_list' });
  });

  it('without a record shows what would be created, value by value', async () => {
    const { explain } = await openScene();
    const said = await explain('001');
    expect(said).toMatchObject({ code: 'would_create_in_salesforce', record: null, link: null });
    expect(said.fields.find(({ hubspotProperty }) => hubspotProperty === 'lastname')).toMatchObject({
      hubspotValue: 'Lovelace 001',
      salesforceValue: null,
      state: 'to_salesforce',
    });
  });

  it('says what waits for it and when it is looked at next', async () => {
    const { scene, explain, syncAll } = await openScene();
    await syncAll();
    await scene.stores.inbox.addHints([
      {
        side: 'hubspot',
        recordKind: 'contact',
        recordId: '001',
        trigger: 'contact_changed',
        occurredAt: new Date().toISOString(),
      },
    ]);
    const said = await explain('001');
    expect(said.pending).toMatchObject([
      { side: 'hubspot', recordId: '001', triggers: ['contact_changed'], attempts: 0 },
    ]);
  });
});

describe('explaining who does not sync', () => {
  it('names the list that a contact is not in', async () => {
    const { scene, explain } = await openScene();
    addRecord(scene.org, 'Lead', { Email: 'person-004@example.com', LastName: 'Other', Company: 'ACME' });
    const said = await explain('004');
    expect(said).toMatchObject({
      code: 'excluded',
      inclusionList: { name: 'List 7' },
      membership: { answer: 'not_member', since: null },
    });
    expect(new Set(said.fields.map(({ state, blockedBy }) => blockedBy ?? state))).toEqual(
      new Set(['equal', 'inclusion_list']),
    );
  });

  it('lists every record with one of the addresses, the best match first', async () => {
    const { scene, explain } = await openScene();
    const lead = addRecord(scene.org, 'Lead', { Email: 'person-001@example.com', LastName: 'L' });
    const contact = addRecord(scene.org, 'Contact', { Email: 'second@example.com', LastName: 'C' });
    const other = addRecord(scene.org, 'Contact', { Email: 'person-001@example.com', LastName: 'C' });
    scene.portal.secondaryEmails.set('001', ['second@example.com']);
    const said = await explain('second@example.com');
    expect(said.candidates.map(({ salesforceId }) => salesforceId)).toEqual([contact, other, lead]);
    expect(said.candidates.every(({ linkedTo }) => linkedTo === null)).toBe(true);
    expect(said.record?.salesforceId).toBe(contact);
    expect(said.link).toBeNull();
  });

  it('tells that a record of Salesforce creates no contact, or that it would', async () => {
    const { scene, explain } = await openScene();
    addRecord(scene.org, 'Lead', { Email: 'new@example.com', LastName: 'New', Company: 'ACME' });
    const off = await explain('new@example.com');
    expect(off).toMatchObject({ code: 'creation_disabled', contact: null, membership: null });
    expect(new Set(off.fields.map(({ state }) => state))).toEqual(new Set(['alone']));
    await saveSettings(scene, { autoCreateSince: { Lead: '2026-01-01T00:00:00.000Z', Contact: null } });
    const on = await explain('new@example.com');
    expect(on.code).toBe('would_create_in_hubspot');
    expect(on.fields.find(({ salesforceField }) => salesforceField === 'LastName')?.state).toBe('to_hubspot');
  });

  it('says that the list is unusable when it was deleted, even right after an edit', async () => {
    const { scene, explain, syncAll } = await openScene();
    await syncAll();
    changeList(scene.portal, listId, { isDeleted: true });
    for (const hubspot of [openHubspot(scene.portal), modifiedAt(scene, new Date().toISOString())]) {
      const said = await explain('001', { hubspot });
      expect(said).toMatchObject({
        code: 'list_unusable',
        inclusionList: { state: 'deleted' },
        membership: { answer: 'unknown', settlesAt: null },
      });
    }
  });

  it('tells the membership also of a contact that no gate is asked about, for want of an address', async () => {
    const { scene, explain, syncAll } = await openScene();
    Object.assign(scene.portal.contacts.get('001') ?? {}, { email: '' });
    await syncAll();
    const member = await explain('001');
    expect(member).toMatchObject({
      code: 'no_email',
      membership: { answer: 'member', since: '2026-01-01T00:00:00.000Z', settlesAt: null },
    });
    expect(member.history.map(({ outcome, membership }) => [outcome, membership])).toEqual([
      ['skipped', null],
    ]);
    Object.assign(scene.portal.contacts.get('004') ?? {}, { email: '' });
    expect((await explain('004')).membership).toMatchObject({ answer: 'not_member', since: null });
  });

  it('says until when HubSpot is given to evaluate the list', async () => {
    const { scene, explain } = await openScene();
    const updatedAt = new Date().toISOString();
    const said = await explain('001', { hubspot: modifiedAt(scene, updatedAt) });
    expect(said.code).toBe('list_being_evaluated');
    expect(said.membership?.settlesAt).toBe(new Date(Date.parse(updatedAt) + 30_000).toISOString());
  });
});

describe('asking for a person', () => {
  it('takes an address in any case, a contact id and both lengths of a Salesforce id', async () => {
    const { explain, syncAll } = await openScene();
    await syncAll();
    const bySide = await explain('person-002@example.com');
    const salesforceId = bySide.record?.salesforceId ?? '';
    for (const who of [
      'Person-002@Example.COM',
      '002',
      salesforceId,
      salesforceId.slice(0, 15),
      salesforceId.toLowerCase(),
    ]) {
      const said = await explain(who);
      expect([who, said.code, said.contact?.hubspotContactId]).toEqual([who, 'in_sync', '002']);
    }
  });

  it.each(['nobody@example.com', '999', '00Q000000000999', 'no address'])(
    'answers that nobody is known as %s',
    async (who) => {
      const { explain } = await openScene();
      await expect(explain(who)).rejects.toMatchObject({ code: 'not_found' });
    },
  );

  it('shows the history of a contact that is gone', async () => {
    const { scene, explain, syncAll } = await openScene();
    await syncAll();
    scene.portal.contacts.delete('001');
    const said = await explain('001');
    expect(said).toMatchObject({ code: 'hubspot_contact_gone', contact: null });
    expect(said.history).toHaveLength(1);
  });

  it('changes nothing on either side and stores nothing', async () => {
    const { scene, explain, syncAll, rows } = await openScene();
    await syncAll();
    addRecord(scene.org, 'Lead', { Email: 'person-004@example.com', LastName: 'Other', Company: 'ACME' });
    Object.assign(scene.portal.contacts.get('001') ?? {}, { phone: '+39 02 1234' });
    const before = [structuredClone(scene.portal), structuredClone([...scene.org.records]), await rows()];
    const refuse = () => Promise.reject(new Error('a look-up wrote'));
    const hubspot = {
      ...openHubspot(scene.portal),
      createContacts: refuse,
      updateContacts: refuse,
      archiveContacts: refuse,
    };
    const salesforce = { ...openSalesforce(scene.org), create: refuse, update: refuse };
    for (const who of ['001', '002', '004', 'person-003@example.com'])
      await explain(who, { hubspot, salesforce });
    expect([structuredClone(scene.portal), [...scene.org.records], await rows()]).toEqual(before);
    expect(Object.keys(before[2] as object).length).toBeGreaterThan(8);
  });
});

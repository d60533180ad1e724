import { beforeEach, describe, expect, it } from 'vitest';
import { callerOf, connect, type Salesforce, startSalesforce } from '../testing/connect.ts';

let salesforce: Salesforce;
beforeEach(() => {
  salesforce = startSalesforce('demo');
});

const text = async (path: string): Promise<string> => (await salesforce.send(path)).text();
const org = () => {
  const [first] = salesforce.world.orgs();
  if (!first) throw new Error('no org');
  return first;
};
const firstLead = () => {
  const row = [...org().tableOf('Lead').rows()].find((lead) => lead.Email && !lead.IsConverted);
  if (!row) throw new Error('no lead');
  return row;
};
const view = (recordId: string): string => `/lightning/r/Lead/${recordId}/view`;

/** The form of a record page as a browser would send it back, with some fields changed. */
function formOf(page: string, changes: Record<string, string>): Record<string, string> {
  const decode = (value = ''): string =>
    value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
  const inputs = [...page.matchAll(/<input id="(\w+)"[^>]*? value="([^"]*)"/g)].map(
    ([, name = '', value]) => [name, decode(value)],
  );
  const areas = [...page.matchAll(/<textarea id="(\w+)"[^>]*>([^<]*)</g)].map(([, name = '', value]) => [
    name,
    decode(value),
  ]);
  const selects = [...page.matchAll(/<select id="(\w+)".*?<\/select>/gs)].map(([select, name = '']) => [
    name,
    decode(/<option value="([^"]*)" selected/.exec(select)?.[1]),
  ]);
  return { ...Object.fromEntries([...inputs, ...areas, ...selects]), ...changes };
}

describe('lists', () => {
  it('count, search and page', async () => {
    expect(await text('/lightning/o/Lead/list')).toContain('600 leads');
    const { Name, Email } = { Name: firstLead().LastName, Email: String(firstLead().Email) };
    const found = await text(`/lightning/o/lead/list?search=${encodeURIComponent(Email)}`);
    expect(found).toMatch(/\b[12] leads? matching/);
    expect(found).toContain(String(Name));
    expect(await text('/lightning/o/Contact/list?page=10')).toContain('Page 10 of 10');
    expect(await text('/lightning/o/Contact/list?search=nobody-at-all')).toContain('Nothing here.');
  });

  it.each(['/lightning/o/Foo/list', '/lightning/r/Lead/00Q/view', '/nowhere'])(
    '%s is a page that says so',
    async (path) => {
      const response = await salesforce.send(path);
      expect(response.status).toBe(404);
      expect(await response.text()).toContain("This page isn't here");
    },
  );
});

describe('a record page', () => {
  it('saves only what was changed, as the person who looks, and counts no write of a program', async () => {
    const lead = firstLead();
    const stampBefore = lead.SystemModstamp;
    const response = await salesforce.post(
      view(lead.Id),
      formOf(await text(view(lead.Id)), { City: 'Bologna' }),
    );
    expect(response.status).toBe(303);
    expect(await text(response.headers.get('location') ?? '')).toContain('was saved.');
    expect(lead.City).toBe('Bologna');
    expect(lead.SystemModstamp).toBeGreaterThan(stampBefore);
    expect(org().changes.recent().at(-1)).toMatchObject({
      channel: 'page',
      changedFields: expect.arrayContaining(['City']),
    });
    expect(org().changes.recent().at(-1)?.changedFields).not.toContain('LastName');
    expect(salesforce.service.counters.read().writes.total).toBe(0);
  });

  it('says what is wrong, keeps what was typed and saves nothing', async () => {
    const lead = firstLead();
    const response = await salesforce.post(
      view(lead.Id),
      formOf(await text(view(lead.Id)), { Email: 'nonsense', LastName: '' }),
    );
    const page = await response.text();
    expect(page).toContain('invalid email address: nonsense');
    expect(page).toMatch(
      /<input id="Email"[^>]* value="nonsense"[^>]*aria-invalid="true" aria-describedby="Email-error"/,
    );
    expect(lead.Email).not.toBe('nonsense');
  });

  it('shows every value as text, never as markup', async () => {
    const call = callerOf(salesforce, await connect(salesforce));
    const { body } = await call('POST', 'sobjects/Lead', { LastName: '<b>x</b>"', Company: 'Acme' });
    const page = await text(view((body as { id: string }).id));
    expect(page).not.toContain('<b>x</b>');
    expect(page).toContain('&lt;b&gt;x&lt;/b&gt;&quot;');
  });

  it('creates, deletes and restores', async () => {
    const created = await salesforce.post('/lightning/o/Contact/new', {
      LastName: 'Neri',
      OwnerId: String([...org().tableOf('User').rows()][0]?.Id),
    });
    const path = (created.headers.get('location') ?? '').split('?')[0] ?? '';
    expect(await text(path)).toContain('Neri');
    await salesforce.post(path.replace('view', 'delete'), {});
    expect(await text(path)).toContain('In the recycle bin');
    expect(await text('/lightning/o/Contact/list?bin=1')).toContain('Neri');
    await salesforce.post(path.replace('view', 'restore'), {});
    expect(await text(path)).not.toContain('In the recycle bin');
  });

  it('converts a lead, which is read-only from then on', async () => {
    const lead = firstLead();
    await salesforce.post(view(lead.Id).replace('view', 'convert'), {});
    expect(lead).toMatchObject({ IsConverted: true, ConvertedContactId: expect.stringMatching(/^003/) });
    const page = await text(view(lead.Id));
    expect(page).toContain('<fieldset disabled');
    expect(page).not.toContain('>Save<');
  });

  it('merges two leads into the one it stands on, with the values chosen', async () => {
    const [master, other] = [...org().tableOf('Lead').rows()].filter(
      (lead) => !lead.IsConverted && lead.Email,
    );
    if (!master || !other) throw new Error('no leads');
    const path = view(master.Id).replace('view', 'merge');
    const email = other.Email;
    expect(await text(`${path}?with=${other.Id}`)).toContain('keep.Email');
    await salesforce.post(path, { with: other.Id, 'keep.Email': 'other', 'keep.LastName': 'master' });
    expect(master.Email).toBe(email);
    expect(other).toMatchObject({ IsDeleted: true, MasterRecordId: master.Id });
  });
});

describe('looking as somebody else', () => {
  it('shows the other org, alone', async () => {
    const switched = await salesforce.post('/switch-user', { username: 'sam.taylor@northwind.example' });
    const cookie = (switched.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const page = await (await salesforce.send('/lightning/o/Lead/list', { headers: { cookie } })).text();
    expect(page).toContain('Northwind Trading');
    expect(page).toContain('3 leads');
    const stranger = await salesforce.send(view(firstLead().Id), { headers: { cookie } });
    expect(stranger.status).toBe(404);
  });
});

describe('scenarios', () => {
  it('demo is the same every time', () => {
    const rows = (from: Salesforce) => [...(from.world.orgs()[0]?.tableOf('Contact').rows() ?? [])];
    expect(rows(startSalesforce('demo'))).toEqual(rows(salesforce));
  });

  it.each([
    ['empty', 0],
    ['members-5000', 5],
  ])('%s has %i leads', (scenario, count) => {
    salesforce.loadScenario(scenario);
    expect(org().tableOf('Lead').size()).toBe(count);
  });

  it('are followed by any number of generated people, the same for the same seed', async () => {
    const other = startSalesforce('demo');
    for (const [leads, from] of [
      [30, salesforce],
      [10, other],
      [20, other],
    ] as const) {
      await from.control('generate', { leads, contacts: 0, seed: 's' });
    }
    const emails = (from: Salesforce) =>
      [...(from.world.orgs()[0]?.tableOf('Lead').rows() ?? [])].slice(600).map((row) => row.Email);
    expect(emails(salesforce)).toHaveLength(30);
    expect(emails(other)).toEqual(emails(salesforce));
  });

  it('refuse an unknown name and keep what there is', async () => {
    const response = await salesforce.control('scenario', { name: 'nothing' });
    expect(response.status).toBe(400);
    expect(org().tableOf('Lead').size()).toBe(600);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Account,
  contacts,
  createContacts,
  lists,
  startHubspot,
  type TestHubspot,
} from '#sandbox/hubspot/testing/start-hubspot.ts';

let hubspot: TestHubspot;
let account: Account;
beforeEach(async () => {
  hubspot = startHubspot();
  account = await hubspot.install();
});

const tool = '/contacts/139482011/objectLists';
const page = async (path: string) => {
  const answer = await hubspot.send(path);
  return { status: answer.status, text: await answer.text() };
};
const submit = (path: string, form: Record<string, string>) =>
  hubspot.send(path, { method: 'POST', body: new URLSearchParams(form) });
const ask = async (path: string, body: unknown, method = 'POST') =>
  (
    await hubspot.send(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  ).json();
const customers = [[{ property: 'lifecyclestage', operator: 'IS_ANY_OF', values: ['customer'] }]];

describe('the Lists tool', () => {
  it('lists the account’s lists with type, size and status', async () => {
    const { status, text } = await page(tool);
    expect(status).toBe(200);
    expect(text).toContain('Customers in Italy');
    expect(text).toMatch(/1,190/);
    expect((await page(`${tool}?q=pilot`)).text).not.toContain('Customers in Italy');
    expect((await page('/contacts/8230417/objectLists')).text).not.toContain('Customers in Italy');
  });

  it('estimates, puts into words, saves, and shows the list while it is processed', async () => {
    const estimate = await ask(`${tool}/estimate`, { groups: customers });
    expect(estimate.count).toBeGreaterThan(200);
    const review = await ask(`${tool}/review`, { groups: customers });
    expect(review).toEqual({ count: estimate.count, words: ['Lifecycle Stage is any of Customer'] });
    const saved = await ask(tool, { name: 'Our customers', processingType: 'DYNAMIC', groups: customers });
    expect(saved.url).toBe(`${tool}/${saved.listId}`);
    expect((await page(saved.url)).text).toContain('Processing');
    const status = await ask(`${tool}/review`, { groups: customers }).then(() =>
      hubspot.send(`${tool}/status`),
    );
    expect((await status.json()).lists).toContainEqual({
      listId: saved.listId,
      processingStatus: 'PROCESSING',
      size: 0,
    });
    hubspot.clock.advance(5_000);
    const done = await page(saved.url);
    expect(done.text).toContain('Up to date');
    expect(done.text).toContain('Lifecycle Stage is any of Customer');
    const api = await account.call('GET', `${lists}/${saved.listId}`);
    expect(api.body.list).toMatchObject({ processingType: 'DYNAMIC', size: estimate.count });
  });

  it('says what is wrong instead of saving', async () => {
    const save = (body: Record<string, unknown>) =>
      ask(tool, { name: 'x', processingType: 'DYNAMIC', groups: customers, ...body });
    expect((await save({ name: 'Customers in Italy' })).problem).toContain('already exists');
    expect((await save({ groups: [[]] })).problem).toContain('Add at least one filter');
    expect(
      (await save({ groups: [[{ property: 'city', operator: 'CONTAINS', values: [] }]] })).problem,
    ).toContain('values');
    expect((await save({ groups: 7 })).problem).not.toBe('');
  });

  it('edits criteria and name, converts and deletes', async () => {
    const edited = await ask(
      `${tool}/12`,
      { name: 'Customers now', processingType: 'DYNAMIC', groups: customers },
      'PUT',
    );
    expect(edited.url).toBe(`${tool}/12`);
    hubspot.clock.advance(5_000);
    expect((await account.call('GET', `${lists}/12`)).body.list).toMatchObject({
      name: 'Customers now',
      listVersion: 3,
    });
    expect((await submit(`${tool}/12/convert`, {})).status).toBe(303);
    expect((await account.call('GET', `${lists}/12`)).body.list?.processingType).toBe('SNAPSHOT');
    expect((await page(`${tool}/12/filters`)).status).toBe(400);
    expect((await submit(`${tool}/12/delete`, {})).headers.get('location')).toBe(tool);
    expect((await page(`${tool}/12`)).status).toBe(404);
  });

  it('opens every list of the demo in the editor as it was saved', async () => {
    for (const listId of ['11', '12', '13', '14', '15']) {
      const { text } = await page(`${tool}/${listId}/filters`);
      const model = JSON.parse(/id="editor-model">(.*?)<\/script>/s.exec(text)?.[1] ?? '{}');
      const before = (await account.call('GET', `${lists}/${listId}?includeFilters=true`)).body.list
        ?.filterBranch;
      await ask(
        model.saveUrl,
        { name: model.name, processingType: 'DYNAMIC', groups: model.groups },
        model.saveMethod,
      );
      const after = (await account.call('GET', `${lists}/${listId}?includeFilters=true`)).body.list
        ?.filterBranch;
      expect(after).toEqual(before);
    }
  });

  it('does not let names break out of the page', async () => {
    const name = '</script><img src=x onerror=alert(1)>';
    await ask(tool, { name, processingType: 'DYNAMIC', groups: customers });
    for (const path of [tool, `${tool}/18`, `${tool}/18/filters`]) {
      expect((await page(path)).text).not.toContain('<img src=x');
    }
  });
});

describe('contacts', () => {
  it('are found and opened', async () => {
    const { text } = await page('/contacts/139482011/objects/0-1?q=giulia+rossi');
    expect(text).toContain('/contacts/139482011/record/0-1/51000000001');
    const record = await page('/contacts/139482011/record/0-1/51000000001');
    expect(record.text).toContain('value="Giulia"');
    expect(record.text).toContain('Everyone with an email address');
  });

  it('are edited by a person, who may also set the lifecycle stage back', async () => {
    const [id] = await createContacts(account, { lifecyclestage: 'customer', energy_interests: 'solar' });
    const record = `/contacts/139482011/record/0-1/${id}`;
    expect((await submit(record, { lifecyclestage: 'lead', energy_interests: '' })).status).toBe(303);
    const { body } = await account.call(
      'GET',
      `${contacts}/${id}?properties=lifecyclestage,energy_interests`,
    );
    expect(body.properties).toMatchObject({ lifecyclestage: 'lead', energy_interests: null });
    const refused = await submit(record, { email: 'nonsense' });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('Email address nonsense is invalid');
  });

  it('saved untouched stay untouched', async () => {
    const [id] = await createContacts(account, {
      address: 'Via Po 1\nScala B',
      firstname: ' Anna ',
      energy_interests: 'solar;wind',
    });
    const before = (await account.call('GET', `${contacts}/${id}`)).body.updatedAt;
    hubspot.clock.advance(60_000);
    const form = new URLSearchParams({ address: 'Via Po 1\r\nScala B', firstname: ' Anna ' });
    for (const value of ['', 'solar', 'wind']) form.append('energy_interests', value);
    await hubspot.send(`/contacts/139482011/record/0-1/${id}`, { method: 'POST', body: form });
    expect((await account.call('GET', `${contacts}/${id}`)).body.updatedAt).toEqual(before);
  });

  it('are created, merged and deleted', async () => {
    const created = await submit('/contacts/139482011/objects/0-1', {
      email: 'page@made.example',
      firstname: 'Page',
    });
    const record = created.headers.get('location') ?? '';
    expect(created.status).toBe(303);
    const again = await submit('/contacts/139482011/objects/0-1', { email: 'page@made.example' });
    expect(again.status).toBe(400);
    expect(await again.text()).toContain('Contact already exists');
    const merged = await submit(`${record}/merge`, { otherContactId: '51000000001' });
    const survivor = merged.headers.get('location') ?? '';
    expect((await page(survivor)).text).toContain('giulia.rossi@');
    expect((await submit(`${survivor}/delete`, {})).headers.get('location')).toBe(
      '/contacts/139482011/objects/0-1',
    );
    expect((await page(survivor)).status).toBe(404);
  });

  it('are counted as written by nobody when a person writes', async () => {
    await submit('/contacts/139482011/objects/0-1', { email: 'page@made.example' });
    expect(hubspot.counters.read().writes.total).toBe(0);
  });
});

it.each(['/contacts/1/objectLists', `${tool}/99`, '/contacts/139482011/record/0-1/9'])(
  '%s is a page that says it is not there',
  async (path) => {
    const { status, text } = await page(path);
    expect(status).toBe(404);
    expect(text).toContain('<h1>Not found</h1>');
  },
);

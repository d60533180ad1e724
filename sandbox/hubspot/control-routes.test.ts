import { beforeEach, describe, expect, it } from 'vitest';
import {
  contacts,
  demoPortal,
  otherPortal,
  startHubspot,
  type TestHubspot,
} from '#sandbox/hubspot/testing/start-hubspot.ts';

let hubspot: TestHubspot;
beforeEach(() => {
  hubspot = startHubspot();
});
const portals = async () => (await (await hubspot.control('portals', undefined, 'GET')).json()).portals;

describe('scenarios', () => {
  it('demo is a believable company', async () => {
    const [first, second] = await portals();
    expect(first).toMatchObject({ portalId: demoPortal, contacts: 1_200 });
    expect(first.lists.map(({ size }: { size: number }) => size)).toEqual([142, 143, 344, 4, 1_190, 64, 12]);
    expect(second).toMatchObject({ portalId: otherPortal, contacts: 40 });
  });

  it('members-5000 has one list with exactly 5,000 members', async () => {
    await hubspot.control('scenario', { name: 'members-5000' });
    const [first] = await portals();
    expect(first).toMatchObject({ contacts: 6_000, lists: [{ name: 'Key accounts', size: 5_000 }] });
  });

  it('empty is empty, and an unknown one is refused', async () => {
    await hubspot.control('scenario', { name: 'empty' });
    expect((await portals())[0]).toMatchObject({ contacts: 0, lists: [] });
    expect((await hubspot.control('scenario', { name: 'nope' })).status).toBe(400);
  });

  it('are the same every time', async () => {
    const read = async (world: TestHubspot) => {
      const account = await world.install();
      return (await account.call('GET', `${contacts}?limit=100&properties=email,phone,city,jobtitle`)).body
        .results;
    };
    expect(await read(hubspot)).toEqual(await read(startHubspot()));
  });
});

describe('generated contacts', () => {
  it('come from a seed and join the lists at once', async () => {
    expect((await hubspot.control('generate', { contacts: 500, seed: 'x' })).status).toBe(201);
    const [first] = await portals();
    expect(first.contacts).toBe(1_700);
    expect(first.lists[4].size).toBe(1_690);
  });

  it.each([{ contacts: 0 }, { contacts: 1_000_001 }, {}, { contacts: 1, portalId: 7 }])(
    'are refused: %j',
    async (body) => {
      expect((await hubspot.control('generate', body)).status).toBe(400);
    },
  );
});

it('a reset forgets settings, tokens and contacts', async () => {
  const account = await hubspot.install();
  await hubspot.control('settings', { callsPerTenSeconds: 1 });
  await hubspot.control('reset');
  expect((await account.call('GET', contacts)).status).toBe(401);
  expect((await portals())[0].contacts).toBe(0);
  const settings = await (await hubspot.control('settings', undefined, 'GET')).json();
  expect(settings.callsPerTenSeconds).toBe(110);
});

it('the lag of lists can be set', async () => {
  await hubspot.control('settings', { evaluationLagMs: 60_000 });
  const account = await hubspot.install();
  await account.call('POST', contacts, { properties: { email: 'late@made.example' } });
  hubspot.clock.advance(59_000);
  expect((await portals())[0].lists[4].size).toBe(1_190);
  hubspot.clock.advance(1_000);
  expect((await portals())[0].lists[4].size).toBe(1_191);
});

it('another app can be registered', async () => {
  const app = {
    appId: 7,
    name: 'Other',
    clientId: 'other',
    clientSecret: 's',
    redirectUris: ['http://localhost:9/cb'],
    requiredScopes: ['oauth'],
  };
  expect((await hubspot.control('apps', app)).status).toBe(201);
  const page = await hubspot.send(
    hubspot.authorizePath({ client_id: 'other', redirect_uri: 'http://localhost:9/cb', scope: 'oauth' }),
  );
  expect(await page.text()).toContain('Connect Other to HubSpot');
});

it.each([
  ['settings', { evaluationLagMs: -1 }],
  ['settings', { colour: 'red' }],
  ['assumptions', { mergeCreatesNewRecord: 'yes' }],
  ['portals/7', { isActive: false }],
])('%s refuses %j', async (path, body) => {
  expect((await hubspot.control(path, body)).status).toBe(400);
});

import { beforeEach, expect, it } from 'vitest';
import { type Account, entries, startHubspot } from '#sandbox/hubspot/testing/start-hubspot.ts';

let account: Account;
beforeEach(async () => {
  account = await startHubspot('empty').install();
});

it.each(['/crm/owners/2026-09', '/crm/owners/2026-03', '/crm/v3/owners', '/crm/v3/owners/'])(
  '%s pages through the owners',
  async (path) => {
    const seen: string[] = [];
    let after = '';
    for (let page = 0; page < 3; page++) {
      const { status, body } = await account.call('GET', `${path}?limit=2${after}`);
      expect(status).toBe(200);
      seen.push(...entries(body.results).map(({ email }) => String(email)));
      after = body.paging ? `&after=${body.paging.next?.after}` : 'end';
    }
    expect(after).toBe('end');
    expect(seen).toHaveLength(5);
  },
);

it('finds by address, and by owner id or user id, which differ', async () => {
  const email = 'sara.ferrari@auroraenergia.example';
  const { body } = await account.call('GET', `/crm/owners/2026-09?email=${email}`);
  const [owner] = entries(body.results);
  expect(owner).toMatchObject({ email, firstName: 'Sara', type: 'PERSON', archived: false });
  expect(String(owner?.id)).not.toBe(String(owner?.userId));
  expect((await account.call('GET', `/crm/owners/2026-09/${owner?.id}`)).body.email).toBe(email);
  expect(
    (await account.call('GET', `/crm/owners/2026-09/${owner?.userId}?idProperty=userId`)).body.email,
  ).toBe(email);
  expect((await account.call('GET', `/crm/owners/2026-09/${owner?.userId}`)).status).toBe(404);
});

it.each(['limit=501', 'limit=0', 'after=nope'])('refuses %s', async (query) => {
  expect((await account.call('GET', `/crm/owners/2026-09?${query}`)).status).toBe(400);
});

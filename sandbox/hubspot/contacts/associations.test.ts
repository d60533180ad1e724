import { beforeEach, expect, it } from 'vitest';
import { type Account, createContacts, startHubspot } from '#sandbox/hubspot/testing/start-hubspot.ts';

let account: Account;
beforeEach(async () => {
  account = await startHubspot('empty').install();
});

it.each(['/crm/v4/objects/contacts', '/crm/objects/2026-09/0-1'])(
  'a contact has no companies, and an unknown contact is not found: %s',
  async (path) => {
    const [contactId] = await createContacts(account, {});
    const found = await account.call('GET', `${path}/${contactId}/associations/companies`);
    expect(found).toMatchObject({ status: 200, body: { results: [] } });
    expect((await account.call('GET', `${path}/7/associations/companies`)).status).toBe(404);
  },
);

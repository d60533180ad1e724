import type { UsersResponse } from '#lib/contracts/users.ts';
import type { RequestContext } from './context.ts';

/** Everybody of the account who has signed in, with their role. */
export async function listUsers({ stores, user }: RequestContext): Promise<UsersResponse> {
  const users = await stores.users.list();
  return { users: users.map((each) => ({ ...each, isYou: each.hubspotUserId === user.hubspotUserId })) };
}

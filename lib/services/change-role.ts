import type { ChangeRoleRequest, UsersResponse } from '#lib/contracts/users.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { listUsers } from './list-users.ts';

/**
 * Gives a person of the account another role; it holds from their next request on.
 *
 * @throws ServiceError `not_found`; `last_admin` when nobody could change anything afterwards: nothing is changed.
 */
export async function changeRole(
  context: RequestContext,
  hubspotUserId: string,
  { role }: ChangeRoleRequest,
): Promise<UsersResponse> {
  const { stores, user } = context;
  const change = await stores.users.changeRole(hubspotUserId, role);
  if (change.kind !== 'changed') throw new ServiceError(change.kind);
  const { email, before } = change;
  if (before !== role) await stores.audit.record(user.email, 'role.changed', { email, before, after: role });
  return listUsers(context);
}

import type { DisconnectRequest, DisconnectResponse } from '#lib/contracts/overview.ts';
import type { Side } from '#lib/domain/outcome.ts';
import { ProviderFailure } from '#lib/ports.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { nameAccount } from './name-account.ts';

/**
 * Ends our access to one platform and forgets its tokens. Settings, links, waiting changes and history stay, so that
 * the same account goes on where it stopped; only now may another one be connected.
 *
 * @throws ServiceError `account_name_differs` when the typed name is not the account's: nothing is changed.
 */
export async function disconnectAccount(
  context: RequestContext,
  platform: Side,
  { accountName }: DisconnectRequest,
): Promise<DisconnectResponse> {
  const { stores, user } = context;
  const connection = await stores.connections.read(platform);
  if (connection === null) return { isAccessEnded: true };
  const name = nameAccount(await stores.readTenant(), connection);
  if (accountName.toLowerCase() !== name.toLowerCase()) {
    throw new ServiceError('account_name_differs', { accountName: name });
  }
  let isAccessEnded = true;
  await stores.connections.remove(platform, async (tokens) => {
    isAccessEnded = await tryToEnd(context, platform, tokens);
  });
  if (platform === 'salesforce') await stores.releaseOrganization();
  const detail = { accountId: connection.accountId, accountName: name, isAccessEnded: String(isAccessEnded) };
  await stores.audit.record(user.email, `${platform}.disconnected`, detail);
  return { isAccessEnded };
}

/** The account is let go in any case: an admin who wants us out must not wait for a platform that does not answer. */
async function tryToEnd(
  context: RequestContext,
  platform: Side,
  tokens: Parameters<RequestContext['endAccess']>[1],
): Promise<boolean> {
  try {
    await context.endAccess(platform, tokens);
    return true;
  } catch (error) {
    if (error instanceof ProviderFailure) return false;
    throw error;
  }
}

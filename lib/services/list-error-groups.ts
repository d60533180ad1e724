import type { ErrorGroupsResponse } from '#lib/contracts/runs.ts';
import type { RequestContext } from './context.ts';

const groupsShown = 100;

/** What fails at the moment, by root cause. */
export async function listErrorGroups({ stores }: RequestContext): Promise<ErrorGroupsResponse> {
  return { groups: [...(await stores.errorGroups.listOpen(groupsShown))] };
}

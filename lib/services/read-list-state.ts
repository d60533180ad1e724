import type { InclusionList, InclusionListState } from '#lib/domain/sync-gate.ts';
import type { RunWaitReason } from '#lib/domain/sync-run.ts';
import { type HubspotList, type HubspotPort, ProviderFailure } from '#lib/ports.ts';

export const contactObjectTypeId = '0-1';

/**
 * How the inclusion list is right now. A list HubSpot does not know, or does not let us see, is `unreadable`;
 * a read that failed for a passing reason throws, because it says nothing about the list.
 */
export async function readListState(
  hubspot: HubspotPort,
  inclusionList: InclusionList | null,
): Promise<InclusionListState> {
  if (inclusionList === null) return { kind: 'usable', isProcessing: false, size: null, filters: null };
  try {
    const list = await hubspot.readList(inclusionList.listId);
    return list === null ? { kind: 'unreadable' } : stateOf(list);
  } catch (error) {
    if (error instanceof ProviderFailure && error.kind === 'rejected') return { kind: 'unreadable' };
    throw error;
  }
}

/** The state of a list that was read. */
export function stateOf(list: HubspotList): InclusionListState {
  if (list.isDeleted) return { kind: 'deleted' };
  if (list.processingType !== 'DYNAMIC') return { kind: 'converted' };
  return { kind: 'usable', isProcessing: list.isProcessing, size: list.size, filters: list.filters };
}

/** What a run stands still for while its list cannot be used. */
export function waitReasonOf(state: Exclude<InclusionListState, { kind: 'usable' }>): RunWaitReason {
  switch (state.kind) {
    case 'deleted':
      return 'inclusion_list_deleted';
    case 'converted':
      return 'inclusion_list_converted';
    case 'unreadable':
      return 'inclusion_list_unreadable';
  }
}

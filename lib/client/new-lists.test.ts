import { describe, expect, it } from 'vitest';
import type { ListOption } from '#lib/contracts/lists.ts';
import { findNewListIds } from './new-lists.ts';

const leftAt = Date.parse('2026-11-24T10:00:00.000Z');

function listed(listId: string, createdAt: string | null): ListOption {
  return {
    listId,
    name: `List ${listId}`,
    size: 1,
    isActive: true,
    isProcessing: false,
    createdAt,
    updatedAt: createdAt,
    refusal: null,
  };
}

describe('findNewListIds', () => {
  it('names a list that was not there before', () => {
    const known = { listIds: new Set(['1']), isComplete: true, leftAt };
    expect(findNewListIds(known, [listed('1', null), listed('2', null)])).toEqual(['2']);
  });

  it('does not call an old list new when only the first pages had been read', () => {
    const known = { listIds: new Set(['1']), isComplete: false, leftAt };
    const lists = [listed('2', '2025-01-01T00:00:00.000Z'), listed('3', '2026-11-24T10:01:00.000Z')];
    expect(findNewListIds(known, lists)).toEqual(['3']);
  });

  it('allows for a HubSpot clock that is a little behind', () => {
    const known = { listIds: new Set<string>(), isComplete: false, leftAt };
    expect(findNewListIds(known, [listed('2', '2026-11-24T09:58:00.000Z')])).toEqual(['2']);
  });

  it('does not guess when HubSpot tells no creation time', () => {
    const known = { listIds: new Set<string>(), isComplete: false, leftAt };
    expect(findNewListIds(known, [listed('2', null)])).toEqual([]);
  });
});

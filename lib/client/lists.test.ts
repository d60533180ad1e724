import { describe, expect, it } from 'vitest';
import type { ListOption, ListSearchResponse } from '#lib/contracts/lists.ts';
import { collectLists } from './lists.ts';

function listed(listId: string, refusal: ListOption['refusal'] = null): ListOption {
  return {
    listId,
    name: `List ${listId}`,
    size: 1,
    isActive: refusal === null,
    isProcessing: false,
    createdAt: null,
    updatedAt: null,
    refusal,
  };
}

function page(lists: ListOption[], nextOffset: number | null): ListSearchResponse {
  return { lists, total: 9, nextOffset, createListUrl: 'https://app.hubspot.com/' };
}

const idsOf = (pages: ListSearchResponse[]) => collectLists(pages).map(({ listId }) => listId);

describe('collectLists', () => {
  it('puts the lists that can be chosen first and otherwise keeps the order', () => {
    expect(
      idsOf([page([listed('1', 'static'), listed('2'), listed('3', 'static'), listed('4')], null)]),
    ).toEqual(['2', '4', '1', '3']);
  });

  it('keeps the order of the server while there is more to read', () => {
    expect(idsOf([page([listed('1', 'static'), listed('2')], 2)])).toEqual(['1', '2']);
  });

  it('does not rearrange what was scrolled through', () => {
    const pages = [page([listed('1', 'static'), listed('2')], 2), page([listed('3')], null)];
    expect(idsOf(pages)).toEqual(['1', '2', '3']);
  });

  it('shows a list that moved between two pages once, as it was read last', () => {
    const renamed = { ...listed('2'), name: 'Renamed' };
    const pages = [page([listed('1'), listed('2')], 2), page([renamed, listed('3')], null)];
    expect(collectLists(pages).map(({ name }) => name)).toEqual(['List 1', 'Renamed', 'List 3']);
  });
});

'use client';

import {
  Combobox,
  ComboboxChevron,
  ComboboxDropdown,
  ComboboxSearch,
  ComboboxTarget,
  InputBase,
  Loader,
  useVirtualizedCombobox,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type Ref, useId, useImperativeHandle, useMemo, useState } from 'react';
import { collectLists, keepFirstListPages, useListSearch } from '#lib/client/lists.ts';
import type { ListOption } from '#lib/contracts/lists.ts';
import type { InclusionListView } from '#lib/contracts/settings.ts';
import { ListPickerOptions, type PickerEntry } from './list-picker-options.tsx';

export type ListPickerHandle = { readonly open: () => void };

type ListPickerProps = {
  readonly chosen: InclusionListView | null;
  readonly newListIds: ReadonlySet<string>;
  readonly disabled: boolean;
  readonly onChoose: (list: ListOption | null) => void;
  /** The person asked for a list that does not exist yet. */
  readonly onCreate: () => void;
  readonly ref?: Ref<ListPickerHandle>;
};

/** The *Limit sync* dropdown: searched on the server, drawn only where it is looked at. */
export function ListPicker({ chosen, newListIds, disabled, onChoose, onCreate, ref }: ListPickerProps) {
  const t = useTranslations('listPicker');
  const common = useTranslations('common');
  const client = useQueryClient();
  const pickerId = useId();
  const [search, setSearch] = useState('');
  const [query] = useDebouncedValue(search.trim(), 200);
  const [activeIndex, setActiveIndex] = useState(0);
  const found = useListSearch(query, { isWatched: false });
  const lists = useMemo(() => collectLists(found.data?.pages ?? []), [found.data]);
  const entries = useMemo(() => listEntries(lists, query !== ''), [lists, query]);
  const chosenIndex = entries.findIndex((entry) =>
    entry.kind === 'list' ? entry.list.listId === chosen?.listId : entry.kind === 'none' && chosen === null,
  );

  const submit = (entry: PickerEntry | undefined) => {
    if (!entry || (entry.kind === 'list' && entry.list.refusal !== null)) return;
    combobox.closeDropdown();
    if (entry.kind === 'create') onCreate();
    else if (entry.kind === 'none' && chosen !== null) onChoose(null);
    else if (entry.kind === 'list' && entry.list.listId !== chosen?.listId) onChoose(entry.list);
  };
  const combobox = useVirtualizedCombobox({
    totalOptionsCount: entries.length,
    getOptionId: (index) => `${pickerId}-${index}`,
    selectedOptionIndex: activeIndex,
    setSelectedOptionIndex: setActiveIndex,
    activeOptionIndex: Math.max(chosenIndex, 0),
    onSelectedOptionSubmit: (index) => submit(entries[index]),
    onDropdownOpen: () => {
      setActiveIndex(Math.max(chosenIndex, 0));
      combobox.focusSearchInput();
    },
    onDropdownClose: () => {
      setSearch('');
      keepFirstListPages(client);
      combobox.focusTarget();
    },
  });
  useImperativeHandle(ref, () => ({ open: () => combobox.openDropdown() }));

  return (
    <Combobox
      store={combobox}
      disabled={disabled}
      position="bottom-start"
      width="target"
      middlewares={{ flip: true, shift: true }}
      onOptionSubmit={(value) => submit(entries[Number(value)])}
    >
      <ComboboxTarget targetType="button" withAriaAttributes={false}>
        <InputBase
          component="button"
          type="button"
          pointer
          maw={560}
          label={t('label')}
          description={t('description')}
          inputWrapperOrder={['label', 'description', 'input', 'error']}
          rightSection={<ComboboxChevron />}
          rightSectionPointerEvents="none"
          disabled={disabled}
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
          onClick={() => combobox.toggleDropdown()}
        >
          {chosen === null ? common('noLimit') : chosen.name}
        </InputBase>
      </ComboboxTarget>
      <ComboboxDropdown>
        <ComboboxSearch
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setActiveIndex(0);
          }}
          placeholder={t('search')}
          aria-label={t('search')}
          rightSection={found.isFetching ? <Loader size={16} /> : null}
        />
        <ListPickerOptions
          pickerId={pickerId}
          entries={entries}
          activeIndex={activeIndex}
          chosenIndex={chosenIndex}
          newListIds={newListIds}
          search={found}
          query={query}
        />
      </ComboboxDropdown>
    </Combobox>
  );
}

function listEntries(lists: readonly ListOption[], isSearching: boolean): PickerEntry[] {
  return [
    ...(isSearching ? [] : [{ kind: 'none' } as const]),
    ...lists.map((list) => ({ kind: 'list', list }) as const),
    { kind: 'create' },
  ];
}

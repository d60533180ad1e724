'use client';

import {
  Combobox,
  ComboboxDropdown,
  ComboboxSearch,
  ComboboxTarget,
  Loader,
  useVirtualizedCombobox,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useEffectEvent, useId, useMemo, useState } from 'react';
import { collectLists, keepFirstListPages, useListSearch } from '#lib/client/lists.ts';
import type { ListOption } from '#lib/contracts/lists.ts';
import type { InclusionListView } from '#lib/contracts/settings.ts';
import { ListPickerButton } from './list-picker-button.tsx';
import { ListPickerOptions, type PickerEntry } from './list-picker-options.tsx';

export type ListPickerProps = {
  readonly chosen: InclusionListView | null;
  readonly newListIds: ReadonlySet<string>;
  readonly disabled: boolean;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onChoose: (list: ListOption | null) => void;
  /** The person asked for a list that does not exist yet. */
  readonly onCreate: () => void;
};

/** Searched on the server, drawn only where it is looked at. */
export default function ListDropdown(props: ListPickerProps) {
  const { chosen, disabled, isOpen, onOpenChange, onChoose, onCreate } = props;
  const client = useQueryClient();
  const pickerId = useId();
  const [search, setSearch] = useState('');
  const [query] = useDebouncedValue(search.trim(), 200);
  const [activeIndex, setActiveIndex] = useState(0);
  const found = useListSearch(query, { isWatched: false });
  const lists = useMemo(() => collectLists(found.data?.pages ?? []), [found.data]);
  const entries = useMemo(() => listEntries(lists, query !== ''), [lists, query]);
  const chosenIndex = entries.findIndex((entry) => isChosen(entry, chosen));

  const submit = (entry: PickerEntry | undefined) => {
    if (!entry || (entry.kind === 'list' && entry.list.refusal !== null)) return;
    combobox.closeDropdown();
    if (entry.kind === 'create') onCreate();
    else if (!isChosen(entry, chosen)) onChoose(entry.kind === 'list' ? entry.list : null);
  };
  const combobox = useVirtualizedCombobox({
    opened: isOpen,
    onOpenedChange: onOpenChange,
    totalOptionsCount: entries.length,
    getOptionId: (index) => `${pickerId}-${index}`,
    selectedOptionIndex: activeIndex,
    setSelectedOptionIndex: setActiveIndex,
    activeOptionIndex: Math.max(chosenIndex, 0),
    onSelectedOptionSubmit: (index) => submit(entries[index]),
    onDropdownClose: () => {
      setSearch('');
      keepFirstListPages(client);
      combobox.focusTarget();
    },
  });
  const startAtChosen = useEffectEvent(() => {
    setActiveIndex(Math.max(chosenIndex, 0));
    combobox.focusSearchInput();
  });
  useEffect(() => {
    if (isOpen) startAtChosen();
  }, [isOpen]);

  return (
    <Combobox
      store={combobox}
      disabled={disabled}
      position="bottom-start"
      width="target"
      withinPortal={false}
      onOptionSubmit={(value) => submit(entries[Number(value)])}
    >
      <ComboboxTarget targetType="button" withAriaAttributes={false}>
        <ListPickerButton
          chosen={chosen}
          disabled={disabled}
          aria-expanded={isOpen}
          onClick={() => combobox.toggleDropdown()}
        />
      </ComboboxTarget>
      <ComboboxDropdown>
        <SearchField
          pickerId={pickerId}
          activeIndex={activeIndex}
          search={search}
          isOpen={isOpen}
          isBusy={found.isFetching}
          onSearch={(text) => {
            setSearch(text);
            setActiveIndex(0);
          }}
        />
        <ListPickerOptions
          pickerId={pickerId}
          entries={entries}
          activeIndex={activeIndex}
          chosenIndex={chosenIndex}
          newListIds={props.newListIds}
          search={found}
          query={query}
        />
      </ComboboxDropdown>
    </Combobox>
  );
}

type SearchFieldProps = {
  readonly pickerId: string;
  readonly activeIndex: number;
  readonly search: string;
  readonly isOpen: boolean;
  readonly isBusy: boolean;
  readonly onSearch: (text: string) => void;
};

function SearchField({ pickerId, activeIndex, search, isOpen, isBusy, onSearch }: SearchFieldProps) {
  const t = useTranslations('listPicker');
  return (
    <ComboboxSearch
      value={search}
      onChange={(event) => onSearch(event.currentTarget.value)}
      placeholder={t('search')}
      role="combobox"
      aria-expanded={isOpen}
      aria-controls={`${pickerId}-options`}
      aria-activedescendant={`${pickerId}-${activeIndex}`}
      aria-label={t('search')}
      rightSection={isBusy ? <Loader size={16} /> : null}
    />
  );
}

function listEntries(lists: readonly ListOption[], isSearching: boolean): PickerEntry[] {
  return [
    ...(isSearching ? [] : [{ kind: 'none' } as const]),
    ...lists.map((list) => ({ kind: 'list', list }) as const),
    { kind: 'create' },
  ];
}

function isChosen(entry: PickerEntry, chosen: InclusionListView | null): boolean {
  if (entry.kind === 'list') return entry.list.listId === chosen?.listId;
  return entry.kind === 'none' && chosen === null;
}

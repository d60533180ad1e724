'use client';

import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import type { HistoryFilter } from '#lib/client/history.ts';
import { outcomeKinds, syncTriggers } from '#lib/contracts/outcomes.ts';
import { anyNumber, useOutcomeWord, useTriggerWord } from './outcome-words.ts';
import styles from './runs.module.css';

/** What the address of the page narrows the history to; a value that nothing has narrows nothing. */
export function useHistoryFilter() {
  const query = useSearchParams();
  const router = useRouter();
  const pathname = usePathname();
  const oneOf = (name: string, values: readonly string[]) =>
    values.find((value) => value === query.get(name)) ?? null;
  const dayOf = (name: string) => /^\d{4}-\d{2}-\d{2}$/.exec(query.get(name) ?? '')?.[0] ?? null;
  const filter: HistoryFilter = {
    person: query.get('person')?.trim().slice(0, 254) || null,
    outcome: oneOf('outcome', outcomeKinds),
    trigger: oneOf('trigger', syncTriggers),
    from: dayOf('from'),
    to: dayOf('to'),
  };
  const narrow = (changes: Partial<HistoryFilter>) => {
    const next = Object.entries({ ...filter, ...changes }).flatMap(([name, value]) =>
      value ? [[name, value]] : [],
    );
    router.replace(next.length === 0 ? pathname : `${pathname}?${new URLSearchParams(next)}`, {
      scroll: false,
    });
  };
  const isNarrowed = Object.values(filter).some((value) => value !== null);
  return { filter, isNarrowed, narrow };
}

export function HistoryFilters() {
  const t = useTranslations('history');
  const attempts = useTranslations('attempts');
  const outcomeWord = useOutcomeWord({ isDryRun: false });
  const triggerWord = useTriggerWord();
  const { filter, isNarrowed, narrow } = useHistoryFilter();
  const day = (name: 'from' | 'to') => (
    <TextInput
      type="date"
      label={t(name)}
      value={filter[name] ?? ''}
      onChange={(event) => narrow({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <div className={styles.filters}>
      <PersonField key={filter.person} person={filter.person} onSearch={(person) => narrow({ person })} />
      <NativeSelect
        label={attempts('filter')}
        value={filter.outcome ?? ''}
        onChange={(event) => narrow({ outcome: event.currentTarget.value })}
        data={[
          { value: '', label: attempts('all') },
          ...outcomeKinds
            .filter((kind) => kind !== 'unchanged')
            .map((kind) => ({ value: kind, label: outcomeWord(kind, anyNumber) })),
        ]}
      />
      <NativeSelect
        label={t('trigger')}
        value={filter.trigger ?? ''}
        onChange={(event) => narrow({ trigger: event.currentTarget.value })}
        data={[
          { value: '', label: t('allTriggers') },
          ...syncTriggers.map((trigger) => ({ value: trigger, label: triggerWord(trigger) })),
        ]}
      />
      {day('from')}
      {day('to')}
      {isNarrowed && (
        <Button
          variant="default"
          onClick={() => narrow({ person: null, outcome: null, trigger: null, from: null, to: null })}
        >
          {t('clear')}
        </Button>
      )}
    </div>
  );
}

type PersonFieldProps = {
  readonly person: string | null;
  readonly onSearch: (person: string) => void;
};

/** Searches when it is asked to: half an address finds nobody. */
function PersonField({ person, onSearch }: PersonFieldProps) {
  const t = useTranslations('history');
  const [text, setText] = useState(person ?? '');
  const search = (event: FormEvent) => {
    event.preventDefault();
    onSearch(text.trim());
  };
  return (
    <form onSubmit={search} style={{ gridColumn: '1 / -1' }}>
      <Group gap="xs" align="end" wrap="nowrap">
        <TextInput
          label={t('person')}
          placeholder={t('personMeaning')}
          style={{ flex: 1 }}
          maw={420}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {t('search')}
        </Button>
      </Group>
    </form>
  );
}

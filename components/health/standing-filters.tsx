'use client';

import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { useCauseSentence } from '#components/runs/outcome-words.ts';
import type { StandingFilter } from '#lib/client/health.ts';
import { useErrorGroups } from '#lib/client/history.ts';
import { type Standing, standings } from '#lib/contracts/standings.ts';
import styles from './health.module.css';

type StandingFiltersProps = {
  readonly filter: StandingFilter;
  readonly onNarrow: (changes: Partial<StandingFilter>) => void;
};

/** Which standing, which cause, which person. */
export function StandingFilters({ filter, onNarrow }: StandingFiltersProps) {
  const t = useTranslations('health.records');
  const standing = useTranslations('health.standing.names');
  return (
    <div className={styles.filters}>
      <NativeSelect
        label={t('show')}
        value={filter.standing}
        onChange={(event) =>
          onNarrow({ standing: event.currentTarget.value as Standing, groupId: null, person: null })
        }
        data={standings.map((each) => ({ value: each, label: standing(each) }))}
      />
      {filter.standing === 'failing' && (
        <CauseSelect groupId={filter.groupId} onChoose={(groupId) => onNarrow({ groupId })} />
      )}
      <PersonSearch key={filter.person} person={filter.person} onSearch={(person) => onNarrow({ person })} />
    </div>
  );
}

type CauseSelectProps = {
  readonly groupId: string | null;
  readonly onChoose: (groupId: string | null) => void;
};

function CauseSelect({ groupId, onChoose }: CauseSelectProps) {
  const t = useTranslations('health.records');
  const failing = useTranslations('failing');
  const describeCause = useCauseSentence();
  const groups = useErrorGroups().data?.groups ?? [];
  return (
    <NativeSelect
      label={failing('cause')}
      maw={360}
      value={groupId ?? ''}
      onChange={(event) => onChoose(event.currentTarget.value || null)}
      data={[
        { value: '', label: t('allCauses') },
        ...groups.map((group) => ({ value: group.groupId, label: describeCause(group) })),
      ]}
    />
  );
}

type PersonSearchProps = {
  readonly person: string | null;
  readonly onSearch: (person: string | null) => void;
};

/** Searches when it is asked to: half an address finds nobody. */
function PersonSearch({ person, onSearch }: PersonSearchProps) {
  const t = useTranslations('history');
  const [text, setText] = useState(person ?? '');
  const search = (event: FormEvent) => {
    event.preventDefault();
    onSearch(text.trim() || null);
  };
  return (
    <form onSubmit={search} className={styles.search}>
      <Group gap="xs" align="end" wrap="nowrap">
        <TextInput
          label={t('person')}
          placeholder={t('personMeaning')}
          style={{ flex: 1 }}
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

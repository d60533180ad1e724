'use client';

import { Anchor, Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { MoreButton } from '#components/more-button.tsx';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { type StandingFilter, standingFilePath, useStandingRecords } from '#lib/client/health.ts';
import type { StandingRecordView } from '#lib/contracts/health.ts';
import styles from './health.module.css';
import { ResyncStanding } from './resync-standing.tsx';
import { StandingFilters } from './standing-filters.tsx';
import { StandingRow } from './standing-row.tsx';
import { useStandingFilter } from './use-standing-filter.ts';

/** The contacts behind a number, to be searched, chosen, resynced and taken away as a file. */
export function StandingRecords() {
  const { filter, narrow } = useStandingFilter();
  return (
    <Stack gap="md" mih={400}>
      <StandingFilters filter={filter} onNarrow={narrow} />
      <RecordList key={`${filter.standing}.${filter.groupId}.${filter.person}`} filter={filter} />
    </Stack>
  );
}

function RecordList({ filter }: { readonly filter: StandingFilter }) {
  const t = useTranslations('health.records');
  const records = useStandingRecords(filter);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const shown = records.data?.pages.flatMap((page) => page.records) ?? [];
  const choosable = shown.flatMap(({ hubspotContactId }) => hubspotContactId ?? []);
  // Who has left the list meanwhile is not resynced with the others.
  const selected = choosable.filter((hubspotContactId) => chosen.has(hubspotContactId));
  const choose = (hubspotContactId: string, isChosen: boolean) =>
    setChosen((before) =>
      isChosen
        ? new Set([...before, hubspotContactId])
        : new Set([...before].filter((each) => each !== hubspotContactId)),
    );
  if (records.isError && !records.data) {
    return <ProblemAlert title={t('unreadable')} problem={records.error} onRetry={() => records.refetch()} />;
  }
  if (!records.data) return <Placeholder height={320} lines={8} />;
  if (shown.length === 0) return <Nobody person={filter.person} />;
  return (
    <>
      <Group justify="space-between" gap="sm">
        <Checkbox
          label={t('selectAll')}
          checked={selected.length > 0 && selected.length === choosable.length}
          indeterminate={selected.length > 0 && selected.length < choosable.length}
          onChange={(event) => setChosen(new Set(event.currentTarget.checked ? choosable : []))}
        />
        <Button component="a" href={standingFilePath(filter)} download variant="default" size="xs">
          {t('download')}
        </Button>
      </Group>
      <ResyncStanding filter={filter} selected={selected} />
      <Text size="xs" c="dimmed" role="status" className="tabular">
        {t('shown', { records: shown.length })}
      </Text>
      <ul className={styles.records} aria-label={t('list')}>
        {shown.map((record) => (
          <StandingRow
            key={record.mark}
            record={record}
            isChosen={isAmong(record, chosen)}
            onChoose={choose}
          />
        ))}
      </ul>
      <MoreButton pages={records} label={t('more')} />
    </>
  );
}

function isAmong({ hubspotContactId }: StandingRecordView, chosen: ReadonlySet<string>): boolean {
  return hubspotContactId !== null && chosen.has(hubspotContactId);
}

function Nobody({ person }: { readonly person: string | null }) {
  const t = useTranslations('health.records');
  if (person === null) return <Text c="dimmed">{t('nobody')}</Text>;
  return (
    <Text c="dimmed" className="breakable">
      {t('noneFound', { person })}{' '}
      <Anchor component={Link} href={`/lookup?${new URLSearchParams({ who: person })}`}>
        {t('lookUp')}
      </Anchor>
    </Text>
  );
}

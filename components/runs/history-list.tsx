'use client';

import { Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { MoreButton } from '#components/more-button.tsx';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { useHistory } from '#lib/client/history.ts';
import { AttemptRows } from './attempt-rows.tsx';
import { HistoryFilters, useHistoryFilter } from './history-filters.tsx';
import { Occasion, RunLink } from './occasion.tsx';
import { ResyncContact } from './resync-contact.tsx';

/** What happened to records, in runs and live, newest first; the filters are part of the address. */
export function HistoryList() {
  const t = useTranslations('history');
  const common = useTranslations('attempts');
  const { filter, isNarrowed } = useHistoryFilter();
  const history = useHistory(filter);
  const shown = history.data?.pages.flatMap((page) => page.attempts) ?? [];
  return (
    <Stack gap="md" mih={320}>
      <HistoryFilters />
      {history.isPending && <Placeholder height={240} lines={7} />}
      {history.isError && !history.data && (
        <ProblemAlert title={t('unreadable')} problem={history.error} onRetry={() => history.refetch()} />
      )}
      {history.data && shown.length === 0 && (
        <Text c="dimmed">{isNarrowed ? t('noneFound') : t('none')}</Text>
      )}
      {shown.length > 0 && (
        <AttemptRows
          attempts={shown}
          label={t('list')}
          pages={history}
          renderOccasion={(attempt) => <Occasion attempt={attempt} />}
          renderActions={({ runId, hubspotContactId }) => (
            <>
              <RunLink runId={runId} />
              <ResyncContact hubspotContactId={hubspotContactId} />
            </>
          )}
        />
      )}
      <MoreButton pages={history} label={common('more')} />
    </Stack>
  );
}

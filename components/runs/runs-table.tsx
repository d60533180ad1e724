'use client';

import {
  Anchor,
  Skeleton,
  Table,
  TableTbody,
  TableTd,
  TableTh,
  TableThead,
  TableTr,
  Text,
} from '@mantine/core';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { ProblemAlert } from '#components/problem-text.tsx';
import { useRuns } from '#lib/client/runs.ts';
import type { RunView } from '#lib/contracts/runs.ts';

export function RunsTable() {
  const t = useTranslations('activity');
  const runs = useRuns();
  if (runs.data?.runs.length === 0) {
    return (
      <Text>
        {t('empty')}{' '}
        <Anchor component={Link} href="/contacts#limit-sync">
          {t('goToResync')}
        </Anchor>
      </Text>
    );
  }
  if (runs.data) {
    return (
      <Table verticalSpacing={6} className="tabular" aria-label={t('title')}>
        <TableThead>
          <TableTr>
            <TableTh>{t('started')}</TableTh>
            <TableTh>{t('state')}</TableTh>
            <TableTh ta="right">{t('processed')}</TableTh>
          </TableTr>
        </TableThead>
        <TableTbody>
          {runs.data.runs.map((run) => (
            <RunRow key={run.runId} run={run} />
          ))}
        </TableTbody>
      </Table>
    );
  }
  if (runs.isError) {
    return <ProblemAlert title={t('unreadable')} problem={runs.error} onRetry={() => runs.refetch()} />;
  }
  return <Skeleton h={240} />;
}

function RunRow({ run }: { readonly run: RunView }) {
  const t = useTranslations('activity');
  const states = useTranslations('runStates');
  const format = useFormatter();
  const needingAttention = run.counts.failed + run.counts.conflict;
  return (
    <TableTr>
      <TableTd>
        <Anchor component={Link} href={`/runs/${run.runId}`} size="sm">
          {format.dateTime(new Date(run.createdAt), { dateStyle: 'medium', timeStyle: 'short' })}
        </Anchor>
        {run.startedBy && (
          <Text size="xs" c="dimmed" className="breakable">
            {run.startedBy}
          </Text>
        )}
      </TableTd>
      <TableTd>
        {states(run.state)}
        <Text size="xs" c="dimmed" className="breakable">
          {run.inclusionList?.name ?? t('allContacts')}
        </Text>
      </TableTd>
      <TableTd ta="right">
        {run.isEnumerationComplete
          ? t('processedOf', { processed: run.processed, total: run.enumerated })
          : format.number(run.processed)}
        {needingAttention > 0 && (
          <Text size="xs" c="var(--sluice-negative)">
            {t('needingAttention', { records: needingAttention })}
          </Text>
        )}
      </TableTd>
    </TableTr>
  );
}

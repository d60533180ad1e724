'use client';

import { Anchor, Stack, Text } from '@mantine/core';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { MoreButton } from '#components/more-button.tsx';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import tableStyles from '#components/table.module.css';
import { useRunPages } from '#lib/client/runs.ts';
import type { RunView } from '#lib/contracts/runs.ts';

/** Every run, whatever it was about. */
export function RunsTable() {
  const t = useTranslations('activity');
  const common = useTranslations('attempts');
  const runs = useRunPages();
  const shown = runs.data?.pages.flatMap((page) => page.runs);
  if (shown?.length === 0) {
    return (
      <Text>
        {t('empty')}{' '}
        <Anchor component={Link} href="/contacts#limit-sync">
          {t('goToResync')}
        </Anchor>
      </Text>
    );
  }
  if (!shown) {
    if (!runs.isError) return <Placeholder height={240} lines={7} />;
    return <ProblemAlert title={t('unreadable')} problem={runs.error} onRetry={() => runs.refetch()} />;
  }
  return (
    <Stack gap="sm">
      <table className={`${tableStyles.table} ${tableStyles.stacked} tabular`} aria-label={t('title')}>
        <thead>
          <tr>
            <th>{t('started')}</th>
            <th>{t('state')}</th>
            <th className={tableStyles.number}>{t('processed')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((run) => (
            <RunRow key={run.runId} run={run} />
          ))}
        </tbody>
      </table>
      {runs.isFetchNextPageError && <ProblemAlert title={t('unreadable')} problem={runs.error} />}
      <MoreButton pages={runs} label={common('more')} />
    </Stack>
  );
}

function RunRow({ run }: { readonly run: RunView }) {
  const t = useTranslations('activity');
  const states = useTranslations('runStates');
  const format = useFormatter();
  const needingAttention = run.counts.failed + run.counts.conflict;
  const overWhom = ({ kind, scope, inclusionList, isDryRun }: RunView) => {
    if (kind === 'reconciliation') return t('reconciliation');
    const ofEverybody = inclusionList?.name ?? t('allContacts');
    const ofResync = scope === 'selected' ? t('selected') : ofEverybody;
    const words = { undo: t('undo'), import: t('import'), backfill: t('backfill') };
    const whom = kind === 'resync' || kind === 'impact' ? ofResync : words[kind];
    return isDryRun ? `${t('dryRun')} · ${whom}` : whom;
  };
  return (
    <tr>
      <td>
        <Anchor component={Link} href={`/runs/${run.runId}`} size="sm">
          {format.dateTime(new Date(run.createdAt), { dateStyle: 'medium', timeStyle: 'short' })}
        </Anchor>
        {run.startedBy && (
          <Text size="xs" c="dimmed" className="breakable">
            {run.startedBy}
          </Text>
        )}
      </td>
      <td>
        {states(run.state)}
        <Text size="xs" c="dimmed" className="breakable">
          {overWhom(run)}
        </Text>
      </td>
      <td className={tableStyles.number} data-label={t('processed')}>
        {run.isEnumerationComplete
          ? t('processedOf', { processed: run.processed, total: run.enumerated })
          : format.number(run.processed)}
        {needingAttention > 0 && (
          <Text size="xs" c="var(--sluice-negative)">
            {t('needingAttention', { records: needingAttention })}
          </Text>
        )}
      </td>
    </tr>
  );
}

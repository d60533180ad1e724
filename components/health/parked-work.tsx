'use client';

import { Anchor, Text } from '@mantine/core';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import tableStyles from '#components/table.module.css';
import { useSyncHealth } from '#lib/client/health.ts';
import type { ParkedWorkView } from '#lib/contracts/health.ts';

/** What waits, why, and until when. */
export function ParkedWork() {
  const t = useTranslations('health.parked');
  const failing = useTranslations('failing');
  const health = useSyncHealth();
  if (health.isError && !health.data) {
    return <ProblemAlert title={t('unreadable')} problem={health.error} onRetry={() => health.refetch()} />;
  }
  if (!health.data) return <Placeholder height={60} lines={2} />;
  const { parked } = health.data;
  if (parked.length === 0) return <Text c="dimmed">{t('none')}</Text>;
  return (
    <table className={`${tableStyles.table} ${tableStyles.stacked} tabular`} aria-label={t('title')}>
      <thead>
        <tr>
          <th>{t('reason')}</th>
          <th className={tableStyles.number}>{failing('records')}</th>
          <th>{t('until')}</th>
          <th>{t('oldest')}</th>
        </tr>
      </thead>
      <tbody>
        {parked.map((work) => (
          <ParkedRow key={`${work.run?.runId}.${work.cause}`} work={work} />
        ))}
      </tbody>
    </table>
  );
}

function ParkedRow({ work }: { readonly work: ParkedWorkView }) {
  const t = useTranslations('health.parked');
  const failing = useTranslations('failing');
  const format = useFormatter();
  return (
    <tr>
      <td>
        <Reason work={work} />
      </td>
      <td className={tableStyles.number} data-label={failing('records')}>
        {format.number(work.records)}
      </td>
      <td className={tableStyles.moment} data-label={t('until')}>
        <Until work={work} />
      </td>
      <td className={tableStyles.moment} data-label={t('oldest')}>
        {format.dateTime(new Date(work.oldestAt), { dateStyle: 'medium', timeStyle: 'short' })}
      </td>
    </tr>
  );
}

function Reason({ work: { run, cause } }: { readonly work: ParkedWorkView }) {
  const t = useTranslations('health.parked');
  const states = useTranslations('runStates');
  const waits = useTranslations('waitReasons');
  if (run === null) return t(`causes.${cause ?? 'turn'}`);
  return (
    <>
      <Anchor component={Link} href={`/runs/${run.runId}`} size="sm">
        {t('ofRun', { kind: run.kind, state: states(run.state) })}
      </Anchor>
      {run.waitReason !== null && (
        <Text size="xs" c="dimmed">
          {waits(run.waitReason)}
        </Text>
      )}
    </>
  );
}

function Until({ work: { run, nextAt } }: { readonly work: ParkedWorkView }) {
  const t = useTranslations('health.parked');
  const format = useFormatter();
  if (run?.state === 'paused') return t('person');
  const next = new Date(nextAt);
  return next.getTime() <= Date.now() ? t('byItself') : format.dateTime(next, { timeStyle: 'medium' });
}

'use client';

import { Button, Text } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useFormatter, useTranslations } from 'next-intl';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import tableStyles from '#components/table.module.css';
import { useErrorGroups } from '#lib/client/history.ts';
import { useMayEdit } from '#lib/client/overview.ts';
import { useStartRun } from '#lib/client/runs.ts';
import type { ErrorGroupView } from '#lib/contracts/runs.ts';
import { useCauseSentence, useFixerSentence } from './outcome-words.ts';
import styles from './runs.module.css';

/** What fails, by cause, and the step that tries the records behind it again. */
export function FailingTable() {
  const t = useTranslations('failing');
  const groups = useErrorGroups();
  const router = useRouter();
  const start = useStartRun();
  if (groups.isError && !groups.data) {
    return <ProblemAlert title={t('unreadable')} problem={groups.error} onRetry={() => groups.refetch()} />;
  }
  if (!groups.data) return <Placeholder height={80} lines={2} />;
  if (groups.data.groups.length === 0) return <Text c="dimmed">{t('none')}</Text>;
  const resync = (groupId: string) =>
    start.mutate(
      { kind: 'resync', scope: { kind: 'error_group', groupId } },
      { onSuccess: ({ run }) => router.push(`/runs/${run.runId}`) },
    );
  return (
    <>
      {start.error && <ProblemAlert title={t('notStarted')} problem={start.error} />}
      <table className={`${tableStyles.table} tabular`} aria-label={t('title')}>
        <thead>
          <tr>
            <th>{t('cause')}</th>
            <th className={tableStyles.number}>{t('records')}</th>
            <th>{t('since')}</th>
          </tr>
        </thead>
        <tbody>
          {groups.data.groups.map((group) => (
            <GroupRow
              key={group.groupId}
              group={group}
              isBusy={start.isPending}
              onResync={() => resync(group.groupId)}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

type GroupRowProps = {
  readonly group: ErrorGroupView;
  readonly isBusy: boolean;
  readonly onResync: () => void;
};

function GroupRow({ group, isBusy, onResync }: GroupRowProps) {
  const resync = useTranslations('resync');
  const format = useFormatter();
  const describeCause = useCauseSentence();
  const describeFixer = useFixerSentence();
  const mayEdit = useMayEdit();
  return (
    <tr>
      <td>
        {describeCause(group)}
        <Text size="xs" c="dimmed">
          {describeFixer(group.fixer)}
        </Text>
        <Button
          size="xs"
          variant="default"
          mt="xs"
          py={6}
          h="auto"
          className={styles.wrapping}
          disabled={!mayEdit || isBusy}
          onClick={onResync}
        >
          {resync('group', { records: group.records })}
        </Button>
      </td>
      <td className={tableStyles.number}>{format.number(group.records)}</td>
      <td>{format.dateTime(new Date(group.lastSeenAt), { dateStyle: 'medium', timeStyle: 'short' })}</td>
    </tr>
  );
}

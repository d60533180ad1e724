'use client';

import { Anchor, Button, Group, Text } from '@mantine/core';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useFormatter, useTranslations } from 'next-intl';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { useCauseSentence, useFixerSentence } from '#components/runs/outcome-words.ts';
import tableStyles from '#components/table.module.css';
import { useErrorGroups } from '#lib/client/history.ts';
import { useMayEdit } from '#lib/client/overview.ts';
import { useStartRun } from '#lib/client/runs.ts';
import type { ErrorGroupView } from '#lib/contracts/runs.ts';
import { useAdvice } from './cause-advice.ts';
import styles from './health.module.css';

/** What fails, by cause: who can fix it, what to do, who is affected, and the step that tries them again. */
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
      <table className={`${tableStyles.table} ${tableStyles.stacked} tabular`} aria-label={t('title')}>
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
  const t = useTranslations('failing');
  const names = useTranslations('names');
  const resync = useTranslations('resync');
  const format = useFormatter();
  const describeCause = useCauseSentence();
  const describeFixer = useFixerSentence();
  const advise = useAdvice();
  const mayEdit = useMayEdit();
  const { groupId, records, side, code } = group;
  return (
    <tr>
      <td>
        <Text size="sm" fw={600}>
          {describeCause(group)}
        </Text>
        <Text size="sm">{advise(code)}</Text>
        <Text size="xs" c="dimmed">
          {describeFixer(group.fixer)} {[names(side), code].join(': ')}
        </Text>
        <Group gap="xs" mt="xs" mb={4}>
          <Button
            size="xs"
            variant="default"
            className={styles.wrapping}
            disabled={!mayEdit || isBusy}
            onClick={onResync}
          >
            {resync('group', { records })}
          </Button>
          <Anchor component={Link} href={`/health/records?standing=failing&groupId=${groupId}`} size="xs">
            {t('seeRecords', { records })}
          </Anchor>
        </Group>
      </td>
      <td className={tableStyles.number} data-label={t('records')}>
        {format.number(records)}
      </td>
      <td data-label={t('since')}>
        {format.dateTime(new Date(group.lastSeenAt), { dateStyle: 'medium', timeStyle: 'short' })}
      </td>
    </tr>
  );
}

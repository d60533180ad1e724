'use client';

import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { RunProgress } from '#components/runs/run-progress.tsx';
import { useMayEdit } from '#lib/client/overview.ts';
import { isUnfinished, useReconciliation, useStartRun } from '#lib/client/runs.ts';
import type { RunView } from '#lib/contracts/runs.ts';

/** The newest comparison of all linked contacts, when the next one begins, and one at once. */
export function DriftCheck() {
  const t = useTranslations('driftCheck');
  const format = useFormatter();
  const check = useReconciliation();
  const start = useStartRun();
  const mayEdit = useMayEdit();
  if (check.isError && !check.data) {
    return <ProblemAlert title={t('unreadable')} problem={check.error} onRetry={() => check.refetch()} />;
  }
  if (!check.data) return <Placeholder height={80} lines={2} />;
  const { run, nextAt } = check.data;
  const isGoing = run !== null && isUnfinished(run.state);
  return (
    <Stack gap="sm">
      {run === null && <Text c="dimmed">{t('none')}</Text>}
      {run !== null && (isGoing ? <RunProgress run={run} mayEdit={mayEdit} hasLink /> : <Result run={run} />)}
      {start.error && <ProblemAlert title={t('notStarted')} problem={start.error} />}
      {!isGoing && (
        <Group gap="sm">
          {mayEdit && (
            <Button
              size="xs"
              variant="default"
              loading={start.isPending}
              onClick={() => start.mutate({ kind: 'reconciliation' })}
            >
              {t('start')}
            </Button>
          )}
          {nextAt !== null && (
            <Text size="sm" c="dimmed" className="tabular">
              {t('next', {
                date: format.dateTime(new Date(nextAt), { dateStyle: 'medium', timeStyle: 'short' }),
              })}
            </Text>
          )}
        </Group>
      )}
    </Stack>
  );
}

/** What came of it, with the way to what differs. */
function Result({ run }: { readonly run: RunView }) {
  const t = useTranslations('driftCheck');
  const setup = useTranslations('setup');
  const format = useFormatter();
  const date = format.dateTime(new Date(run.finishedAt ?? run.createdAt), {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const { counts, processed: compared } = run;
  const differing = counts.updated + counts.linked + counts.created_in_salesforce + counts.created_in_hubspot;
  const uncompared = counts.failed + counts.conflict;
  const sentence =
    run.state === 'canceled' || run.state === 'failed'
      ? t('stopped', { date, compared })
      : differing === 0
        ? t('agree', { date, compared })
        : t('differ', { date, compared, differing });
  return (
    <div role="status">
      <Text size="sm" className="tabular">
        {sentence} {uncompared > 0 && t('uncompared', { records: uncompared })}
      </Text>
      {differing + uncompared > 0 && (
        <Group gap="md" mt={4}>
          <Anchor component={Link} href={`/runs/${run.runId}`} size="sm">
            {t(differing > 0 ? 'see' : 'seeUncompared')}
          </Anchor>
          <Anchor component={Link} href="/contacts#limit-sync" size="sm">
            {setup('toResync')}
          </Anchor>
        </Group>
      )}
    </div>
  );
}

'use client';

import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { ProblemAlert } from '#components/problem-text.tsx';
import { AttemptRow } from '#components/runs/attempt-row.tsx';
import { RunProgress } from '#components/runs/run-progress.tsx';
import styles from '#components/runs/runs.module.css';
import { ViewerNote } from '#components/viewer-note.tsx';
import { useRunOfPerson } from '#lib/client/explain.ts';
import { useMayEdit } from '#lib/client/overview.ts';
import { isUnfinished, useAttempts, useStartRun } from '#lib/client/runs.ts';
import type { RunView } from '#lib/contracts/runs.ts';

/** Syncs this person now, or shows what that would do; follows it to its outcome. */
export function ResyncPerson({ hubspotContactId }: { readonly hubspotContactId: string | null }) {
  const t = useTranslations('lookup');
  const resync = useTranslations('resync');
  const mayEdit = useMayEdit();
  const start = useStartRun();
  if (hubspotContactId === null) {
    return (
      <Text size="sm" c="dimmed">
        {t('resyncNeedsContact')}
      </Text>
    );
  }
  const begin = (isDryRun: boolean) =>
    start.mutate({
      kind: 'resync',
      isDryRun,
      scope: { kind: 'contacts', hubspotContactIds: [hubspotContactId] },
    });
  const isStarting = (isDryRun: boolean) =>
    start.isPending && start.variables.kind === 'resync' && start.variables.isDryRun === isDryRun;
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Button color="ember" disabled={!mayEdit} loading={isStarting(false)} onClick={() => begin(false)}>
          {resync('one')}
        </Button>
        <Button variant="default" disabled={!mayEdit} loading={isStarting(true)} onClick={() => begin(true)}>
          {resync('dryRun')}
        </Button>
      </Group>
      <ViewerNote />
      {start.error && <ProblemAlert title={resync('notStarted')} problem={start.error} />}
      {start.data && <RunOfPerson key={start.data.run.runId} run={start.data.run} mayEdit={mayEdit} />}
    </Stack>
  );
}

function RunOfPerson({ run: started, mayEdit }: { readonly run: RunView; readonly mayEdit: boolean }) {
  const t = useTranslations('lookup');
  const run = useRunOfPerson(started.runId).data ?? started;
  const isMoving = isUnfinished(run.state);
  const attempts = useAttempts(run.runId, { outcome: null, isMoving });
  const [outcome] = attempts.data?.pages[0]?.attempts ?? [];
  return (
    <Stack gap="xs">
      <RunProgress run={run} mayEdit={mayEdit} hasLink />
      {outcome && (
        <ul className={styles.attempts} aria-label={t('outcome')}>
          <AttemptRow attempt={outcome} isDryRun={run.isDryRun} />
        </ul>
      )}
      {!isMoving && run.counts.unchanged > 0 && <Text size="sm">{t('nothingToDo')}</Text>}
    </Stack>
  );
}

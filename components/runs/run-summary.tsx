'use client';

import { Anchor, Stack, Text } from '@mantine/core';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { ViewerNote } from '#components/viewer-note.tsx';
import { useMayEdit } from '#lib/client/overview.ts';
import { useRun } from '#lib/client/runs.ts';
import type { RunView } from '#lib/contracts/runs.ts';
import { RunProgress } from './run-progress.tsx';
import { UndoRun } from './undo-run.tsx';

export function RunSummary({ runId }: { readonly runId: string }) {
  const t = useTranslations('run');
  const run = useRun(runId);
  const mayEdit = useMayEdit();
  if (run.data) {
    return (
      <Stack gap="sm" mih={160}>
        <RunProgress run={run.data} mayEdit={mayEdit} />
        {run.data.isDryRun && <Text size="sm">{t('dryRunMeaning')}</Text>}
        <ViewerNote />
        <Origin run={run.data} />
        <UndoRun run={run.data} mayEdit={mayEdit} />
      </Stack>
    );
  }
  if (run.isError) {
    return <ProblemAlert title={t('unreadable')} problem={run.error} onRetry={() => run.refetch()} />;
  }
  return <Placeholder height={160} />;
}

/** Who started it, when, over what, and by which settings. */
function Origin({ run }: { readonly run: RunView }) {
  const t = useTranslations('run');
  const format = useFormatter();
  const show = (moment: string) =>
    format.dateTime(new Date(moment), { dateStyle: 'medium', timeStyle: 'short' });
  const facts = [
    run.startedBy === null
      ? t('created', { date: show(run.createdAt) })
      : t('createdBy', { date: show(run.createdAt), person: run.startedBy }),
    run.finishedAt !== null && t('finished', { date: show(run.finishedAt) }),
    overWhom(),
    t('revision', { revision: run.settingsRevision }),
  ].filter((fact) => fact !== false);
  return (
    <Text size="sm" c="dimmed" className="tabular breakable">
      {facts.join(' · ')}
      {run.undoesRunId !== null && (
        <>
          {' · '}
          <Anchor component={Link} href={`/runs/${run.undoesRunId}`} inherit>
            {t('undoes')}
          </Anchor>
        </>
      )}
    </Text>
  );

  function overWhom(): string | false {
    if (run.kind === 'undo' || run.kind === 'import') return false;
    if (run.scope === 'selected') return t('overSelected');
    return run.inclusionList === null ? t('overAll') : t('overList', { name: run.inclusionList.name });
  }
}

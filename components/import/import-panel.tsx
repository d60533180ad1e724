'use client';

import { Alert, Button, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { RunSummary } from '#components/runs/run-summary.tsx';
import { useImports, useStartImport } from '#lib/client/import.ts';
import { isUnfinished, useRun } from '#lib/client/runs.ts';
import { ChooseStep } from './choose-step.tsx';
import { PreviewStep } from './preview-step.tsx';
import { StepList } from './step-list.tsx';
import { useImportAddress } from './use-import-address.ts';

/** The wizard: choose, look at what it would do, start, watch. One import at a time. */
export function ImportPanel() {
  const t = useTranslations('import');
  const { runId, previewId, changedPreviewId, goTo, stayAt } = useImportAddress();
  const imports = useImports();
  const start = useStartImport();
  const going = imports.data?.imports.find(({ run }) => isUnfinished(run.state))?.run.runId;
  const shownRunId = runId ?? going;
  const isNamed = runId !== null;
  // Named by the address, it stays on the page when it has ended.
  useEffect(() => {
    if (!isNamed && going !== undefined) stayAt({ run: going });
  }, [isNamed, going, stayAt]);
  if (shownRunId !== undefined) {
    return (
      <Stack gap="md">
        <StepList current="import" />
        {start.data?.hasJoined && start.data.run.runId === shownRunId && (
          <Alert color="teal" role="status">
            {t('joined')}
          </Alert>
        )}
        <RunSummary runId={shownRunId} />
        <AnotherImport runId={shownRunId} onStart={() => goTo({})} />
      </Stack>
    );
  }
  if (!imports.data) {
    return imports.isError ? (
      <ProblemAlert title={t('unreadable')} problem={imports.error} onRetry={() => imports.refetch()} />
    ) : (
      <Placeholder height={220} lines={5} />
    );
  }
  if (previewId !== null) {
    return (
      <Stack gap="md">
        <StepList current="preview" />
        <PreviewStep
          key={previewId}
          previewId={previewId}
          start={start}
          onStarted={(run) => goTo({ run })}
          onChange={() => goTo({ change: previewId })}
        />
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <StepList current="choose" />
      <ChooseStep changedPreviewId={changedPreviewId} onCounted={(preview) => goTo({ preview })} />
    </Stack>
  );
}

type AnotherImportProps = { readonly runId: string; readonly onStart: () => void };

/** The way back to the first step, once the import that is shown has ended. */
function AnotherImport({ runId, onStart }: AnotherImportProps) {
  const t = useTranslations('import');
  const { data: run, isError } = useRun(runId);
  if (!isError && (run === undefined || isUnfinished(run.state))) return null;
  return (
    <Button variant="default" w="fit-content" onClick={onStart}>
      {t('another')}
    </Button>
  );
}

'use client';

import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ConfirmStep } from '#components/confirm-step.tsx';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { ViewerNote } from '#components/viewer-note.tsx';
import { useImportPreview, type useStartImport } from '#lib/client/import.ts';
import { useMayEdit } from '#lib/client/overview.ts';
import type { ImportPreview } from '#lib/contracts/import.ts';
import { FaultList, StartProblem } from './import-faults.tsx';
import { useIsListUsable } from './list-note.tsx';
import { PreviewCounts } from './preview-counts.tsx';
import { PreviewEstimate } from './preview-estimate.tsx';
import { useSelectionSentence } from './selection-words.ts';

type PreviewStepProps = {
  readonly previewId: string;
  readonly start: ReturnType<typeof useStartImport>;
  readonly onStarted: (runId: string) => void;
  /** Back to the choice, with what was chosen. */
  readonly onChange: () => void;
};

/** What an import would do, counted without writing anything. */
export function PreviewStep({ previewId, start, onStarted, onChange }: PreviewStepProps) {
  const t = useTranslations('importPreview');
  const sentenceOf = useSelectionSentence();
  const preview = useImportPreview(previewId);
  if (preview.isError && !preview.data) {
    return (
      <ProblemAlert title={t('unreadable')} problem={preview.error} onRetry={() => preview.refetch()}>
        <Button size="xs" variant="default" onClick={onChange}>
          {t('chooseAgain')}
        </Button>
      </ProblemAlert>
    );
  }
  if (!preview.data) return <Placeholder height={360} lines={8} />;
  return (
    <Stack gap="md">
      <Text className="breakable">{sentenceOf(preview.data.selection)}</Text>
      {preview.data.state === 'stopped' ? (
        <Alert color="yellow" role="status">
          {t('stopped')}
        </Alert>
      ) : (
        <PreviewCounts preview={preview.data} />
      )}
      <PreviewEstimate preview={preview.data} />
      <FaultList faults={preview.data.faults} />
      {start.error && <StartProblem problem={start.error} />}
      <ViewerNote />
      <StartControls preview={preview.data} start={start} onStarted={onStarted} onChange={onChange} />
    </Stack>
  );
}

type StartControlsProps = Omit<PreviewStepProps, 'previewId'> & { readonly preview: ImportPreview };

function StartControls({ preview, start, onStarted, onChange }: StartControlsProps) {
  const t = useTranslations('importPreview');
  const resync = useTranslations('resync');
  const mayEdit = useMayEdit();
  const isListUsable = useIsListUsable();
  const [isConfirming, setIsConfirming] = useState(false);
  const { state, faults, counts } = preview;
  const canStart = state === 'ready' && faults.length === 0 && counts.found > 0 && isListUsable;
  if (isConfirming && canStart) {
    return (
      <ConfirmStep
        question={t('confirm', { records: counts.found })}
        confirmLabel={t('confirmStart')}
        dismissLabel={resync('notNow')}
        color="ember"
        isBusy={start.isPending}
        onConfirm={() =>
          start.mutate(preview.selection, {
            onSuccess: ({ run }) => onStarted(run.runId),
            onSettled: () => setIsConfirming(false),
          })
        }
        onDismiss={() => setIsConfirming(false)}
      />
    );
  }
  return (
    <Group gap="xs">
      <Button color="ember" disabled={!mayEdit || !canStart} onClick={() => setIsConfirming(true)}>
        {t('start')}
      </Button>
      <Button variant="default" onClick={onChange}>
        {t('chooseAgain')}
      </Button>
      {state === 'counting' && (
        <Text size="sm" c="dimmed">
          {t('startsWhenCounted')}
        </Text>
      )}
    </Group>
  );
}

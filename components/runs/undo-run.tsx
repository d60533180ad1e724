'use client';

import { Button } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ConfirmStep } from '#components/confirm-step.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { isUnfinished, useStartRun } from '#lib/client/runs.ts';
import type { RunView } from '#lib/contracts/runs.ts';

type UndoRunProps = { readonly run: RunView; readonly mayEdit: boolean };

/** Gives back what a finished run wrote, or shows first what that would be. */
export function UndoRun({ run, mayEdit }: UndoRunProps) {
  const t = useTranslations('run');
  const router = useRouter();
  const [isConfirming, setIsConfirming] = useState(false);
  const start = useStartRun();
  if (!canBeUndone(run)) return null;
  const undo = (isDryRun: boolean) =>
    start.mutate(
      { kind: 'undo', runId: run.runId, isDryRun },
      {
        onSuccess: (started) => router.push(`/runs/${started.run.runId}`),
        onSettled: () => setIsConfirming(false),
      },
    );
  return (
    <>
      {isConfirming ? (
        <ConfirmStep
          question={t('undoQuestion')}
          confirmLabel={t('undoConfirm')}
          dismissLabel={t('undoDismiss')}
          color="red"
          isBusy={start.isPending}
          onConfirm={() => undo(false)}
          onDismiss={() => setIsConfirming(false)}
          alternative={{ label: t('undoDryRun'), onChoose: () => undo(true) }}
        />
      ) : (
        <Button
          size="xs"
          variant="default"
          disabled={!mayEdit}
          onClick={() => setIsConfirming(true)}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('undo')}
        </Button>
      )}
      {start.error && <ProblemAlert title={t('undoNotStarted')} problem={start.error} />}
    </>
  );
}

/** A finished run that wrote something; whether it was undone already, the server says. */
function canBeUndone({ kind, isDryRun, state, counts }: RunView): boolean {
  // A failed record may have been written on one side.
  const written = counts.updated + counts.created_in_hubspot + counts.created_in_salesforce + counts.failed;
  const isOfPairs = kind === 'resync' || kind === 'backfill';
  return isOfPairs && !isDryRun && !isUnfinished(state) && written > 0;
}

'use client';

import { Button, Group } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ConfirmStep } from '#components/confirm-step.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { useChangeRunState } from '#lib/client/runs.ts';
import type { RunView } from '#lib/contracts/runs.ts';

/** Pause, resume, cancel. What has been written stays written. */
export function RunControls({ run, mayEdit }: { readonly run: RunView; readonly mayEdit: boolean }) {
  const t = useTranslations('run');
  const [isCanceling, setIsCanceling] = useState(false);
  const change = useChangeRunState(run.runId);
  const mainAction = run.state === 'paused' ? 'resume' : 'pause';
  return (
    <>
      {isCanceling ? (
        <ConfirmStep
          question={t('cancelQuestion', { kind: run.kind })}
          confirmLabel={t('cancelConfirm')}
          dismissLabel={t('keepGoing')}
          color="red"
          isBusy={change.isPending}
          onConfirm={() => change.mutate('cancel', { onSettled: () => setIsCanceling(false) })}
          onDismiss={() => setIsCanceling(false)}
        />
      ) : (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            disabled={!mayEdit}
            loading={change.isPending}
            onClick={() => change.mutate(mainAction)}
          >
            {t(mainAction)}
          </Button>
          <Button size="xs" variant="default" disabled={!mayEdit} onClick={() => setIsCanceling(true)}>
            {t('cancel', { kind: run.kind })}
          </Button>
        </Group>
      )}
      {change.error && <ProblemAlert title={t('notChanged', { kind: run.kind })} problem={change.error} />}
    </>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { Section } from '#components/section.tsx';
import { useRun } from '#lib/client/runs.ts';
import type { RunView } from '#lib/contracts/runs.ts';
import { RunSummary } from './run-summary.tsx';

/** A run under the name of what it does. */
export function RunSection({ runId }: { readonly runId: string }) {
  const t = useTranslations('run');
  const driftCheck = useTranslations('driftCheck');
  const { data: run } = useRun(runId);
  const titleOf = (kind: RunView['kind'] | undefined) => {
    if (kind === 'undo') return t('undoTitle');
    if (kind === 'backfill') return t('backfillTitle');
    if (kind === 'reconciliation') return driftCheck('title');
    return kind === 'import' ? t('importTitle') : t('title');
  };
  return (
    <Section name="run" title={titleOf(run?.kind)}>
      <RunSummary runId={runId} />
    </Section>
  );
}

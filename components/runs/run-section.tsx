'use client';

import { useTranslations } from 'next-intl';
import { Section } from '#components/section.tsx';
import { useRun } from '#lib/client/runs.ts';
import { RunSummary } from './run-summary.tsx';

/** A run under the name of what it does. */
export function RunSection({ runId }: { readonly runId: string }) {
  const t = useTranslations('run');
  const { data: run } = useRun(runId);
  return (
    <Section name="run" title={run?.kind === 'undo' ? t('undoTitle') : t('title')}>
      <RunSummary runId={runId} />
    </Section>
  );
}

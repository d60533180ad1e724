'use client';

import { Anchor } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import { importRowsPath } from '#lib/client/import.ts';
import type { RunView } from '#lib/contracts/runs.ts';
import styles from './runs.module.css';

const phases = ['created', 'linked', 'waitingForList', 'synced', 'emailOnly'] as const;

/** How far both phases of an import are, and its result record by record. */
export function ImportCounts({ run }: { readonly run: RunView }) {
  const t = useTranslations('importRun');
  const format = useFormatter();
  const progress = run.import;
  if (progress === null) return null;
  return (
    <>
      <dl className={`${styles.counts} tabular`} aria-label={t('contacts')}>
        {phases.map((phase) => (
          <div key={phase} className={styles.count}>
            <dt>{t(`phases.${phase}`)}</dt>
            <dd>{format.number(progress[phase])}</dd>
          </div>
        ))}
      </dl>
      <Anchor href={importRowsPath(run.runId)} download size="sm" w="fit-content">
        {t('download')}
      </Anchor>
    </>
  );
}

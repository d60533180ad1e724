'use client';

import { Anchor, Text } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import { importRowsPath } from '#lib/client/import.ts';
import type { RunView } from '#lib/contracts/runs.ts';
import { OutcomeCounts } from './outcome-counts.tsx';
import styles from './runs.module.css';

const phases = ['created', 'linked', 'waitingForList', 'synced', 'emailOnly'] as const;

type ImportCountsProps = {
  readonly run: RunView;
  readonly progress: NonNullable<RunView['import']>;
};

/** How far both phases of an import are, and its result record by record. Each group of numbers says what it counts. */
export function ImportCounts({ run, progress }: ImportCountsProps) {
  const t = useTranslations('importRun');
  const format = useFormatter();
  return (
    <>
      <CountsTitle>{t('contacts')}</CountsTitle>
      <dl className={`${styles.counts} tabular`} aria-label={t('contacts')}>
        {phases.map((phase) => (
          <div key={phase} className={styles.count}>
            <dt>{t(`phases.${phase}`)}</dt>
            <dd>{format.number(progress[phase])}</dd>
          </div>
        ))}
      </dl>
      <CountsTitle>{t('outcomes')}</CountsTitle>
      <OutcomeCounts run={run} />
      <Anchor href={importRowsPath(run.runId)} download size="sm" w="fit-content">
        {t('download')}
      </Anchor>
    </>
  );
}

function CountsTitle({ children }: { readonly children: string }) {
  return (
    <Text size="sm" fw={600} aria-hidden="true">
      {children}
    </Text>
  );
}

'use client';

import { Alert, Progress, Text } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import styles from '#components/runs/runs.module.css';
import type { ImportPreview } from '#lib/contracts/import.ts';

const skipped = ['withoutEmail', 'invalidEmail', 'duplicateEmails', 'otherwiseSkipped'] as const;

/** How many records there are, and what would become of those looked at so far. */
export function PreviewCounts({ preview }: { readonly preview: ImportPreview }) {
  const t = useTranslations('importPreview');
  const waits = useTranslations('waitReasons');
  const { counts, state, inclusionList, waitReason } = preview;
  if (counts.found === 0 && state === 'ready') return <Text role="status">{t('nothingFound')}</Text>;
  const percent = counts.found === 0 ? 0 : Math.floor((100 * counts.examined) / counts.found);
  return (
    <>
      <div>
        {state === 'counting' && <Progress value={percent} aria-label={t('progress')} size="lg" mb={6} />}
        <Text size="sm" role="status" className="tabular">
          {state === 'counting'
            ? t('examined', { examined: counts.examined, found: counts.found })
            : t('allExamined', { found: counts.found })}
        </Text>
      </div>
      {waitReason !== null && (
        <Alert color="yellow" role="status" p="sm">
          {waits(waitReason)}
        </Alert>
      )}
      <dl className={`${styles.counts} ${styles.even} tabular`}>
        <Count name="new" value={counts.new} />
        <Count name="alreadyInHubspot" value={counts.alreadyInHubspot} />
        {inclusionList !== null && (
          <>
            <Count name="inList" value={counts.inList} />
            <Count name="outsideList" value={counts.outsideList} />
          </>
        )}
        {skipped.map((name) => (
          <Count key={name} name={name} value={counts[name]} />
        ))}
      </dl>
      <Text size="sm" c="dimmed" maw="68ch" className="breakable">
        {inclusionList === null ? t('meaningAll') : t('meaningList', { list: inclusionList.name })}
      </Text>
    </>
  );
}

type CountProps = { readonly name: keyof ImportPreview['counts']; readonly value: number };

function Count({ name, value }: CountProps) {
  const t = useTranslations('importPreview');
  const format = useFormatter();
  return (
    <div className={styles.count}>
      <dt>{t(`counts.${name}`)}</dt>
      <dd>{format.number(value)}</dd>
    </div>
  );
}

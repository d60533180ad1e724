'use client';

import { Text } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import { useTriggerWord } from '#components/runs/outcome-words.ts';
import type { Explanation } from '#lib/contracts/explain.ts';
import styles from './lookup.module.css';

/** Changes that were heard of and not looked at yet. */
export function PendingList({ pending }: Pick<Explanation, 'pending'>) {
  const t = useTranslations('lookup.pending');
  const names = useTranslations('names');
  const wordOf = useTriggerWord();
  const format = useFormatter();
  if (pending.length === 0) return <Text c="dimmed">{t('none')}</Text>;
  return (
    <ul className={`${styles.pending} tabular`} aria-label={t('title')}>
      {pending.map(({ side, recordId, triggers, notBefore, attempts }) => (
        <li key={`${side}.${recordId}.${notBefore}`} className="breakable">
          <Text fw={600} size="sm">
            {triggers.map(wordOf).join(', ')}
          </Text>
          <Text size="sm" c="dimmed">
            {names(side)} · {recordId} ·{' '}
            {t('due', { time: format.dateTime(new Date(notBefore), { timeStyle: 'medium' }) })}
            {attempts > 0 && ` · ${t('attempts', { attempts })}`}
          </Text>
        </li>
      ))}
    </ul>
  );
}

'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { AttemptRow } from '#components/runs/attempt-row.tsx';
import { Occasion } from '#components/runs/occasion.tsx';
import styles from '#components/runs/runs.module.css';
import type { Explanation } from '#lib/contracts/explain.ts';

/** What became of this person, newest first. */
export function PersonHistory({ history }: Pick<Explanation, 'history'>) {
  const t = useTranslations('lookup.history');
  if (history.length === 0) return <Text c="dimmed">{t('none')}</Text>;
  return (
    <ul className={styles.attempts} aria-label={t('title')}>
      {history.map((attempt) => (
        <AttemptRow key={attempt.attemptId} attempt={attempt}>
          <Occasion attempt={attempt} />
        </AttemptRow>
      ))}
    </ul>
  );
}

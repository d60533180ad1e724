'use client';

import { Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { MoreButton } from '#components/more-button.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { AttemptRow } from '#components/runs/attempt-row.tsx';
import { Occasion, RunLink } from '#components/runs/occasion.tsx';
import styles from '#components/runs/runs.module.css';
import { usePersonHistory } from '#lib/client/explain.ts';
import type { Explanation } from '#lib/contracts/explain.ts';

/** What became of this person, newest first. */
export function PersonHistory({ explanation }: { readonly explanation: Explanation }) {
  const t = useTranslations('lookup.history');
  const common = useTranslations('attempts');
  const history = usePersonHistory(explanation);
  const shown = history.data.pages.flatMap((page) => page.attempts);
  if (shown.length === 0) return <Text c="dimmed">{t('none')}</Text>;
  return (
    <Stack gap="sm" align="stretch">
      <ul className={styles.attempts} aria-label={t('title')}>
        {shown.map((attempt) => (
          <AttemptRow
            key={attempt.attemptId}
            attempt={attempt}
            occasion={<Occasion attempt={attempt} />}
            actions={<RunLink runId={attempt.runId} />}
          />
        ))}
      </ul>
      {history.isFetchNextPageError && <ProblemAlert title={t('unreadable')} problem={history.error} />}
      <MoreButton pages={history} label={common('more')} />
    </Stack>
  );
}

'use client';

import { Anchor, Text } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { AttemptView } from '#lib/contracts/runs.ts';
import { useTriggerWord } from './outcome-words.ts';

/** What named the record, and the run it belonged to. */
export function Occasion({ attempt }: { readonly attempt: AttemptView }) {
  const t = useTranslations('attempt');
  const wordOf = useTriggerWord();
  return (
    <Text size="xs" c="dimmed">
      {attempt.triggers.map(wordOf).join(', ')}
      {attempt.runId !== null && (
        <>
          {' · '}
          <Anchor component={Link} href={`/runs/${attempt.runId}`} size="xs">
            {t('openRun')}
          </Anchor>
        </>
      )}
    </Text>
  );
}

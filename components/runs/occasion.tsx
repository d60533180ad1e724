'use client';

import { Anchor, Text } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { AttemptView } from '#lib/contracts/runs.ts';
import { useTriggerWord } from './outcome-words.ts';

/** What named the record. */
export function Occasion({ attempt }: { readonly attempt: AttemptView }) {
  const wordOf = useTriggerWord();
  return (
    <Text size="xs" c="dimmed">
      {attempt.triggers.map(wordOf).join(', ')}
    </Text>
  );
}

/** The run a record belonged to, if it did to one. */
export function RunLink({ runId }: Pick<AttemptView, 'runId'>) {
  const t = useTranslations('attempt');
  if (runId === null) return null;
  return (
    <Anchor component={Link} href={`/runs/${runId}`} size="xs">
      {t('openRun')}
    </Anchor>
  );
}

'use client';

import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { MoreButton } from '#components/more-button.tsx';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { isUnfinished, useAttempts, useRun } from '#lib/client/runs.ts';
import { type OutcomeKind, outcomeKinds } from '#lib/contracts/outcomes.ts';
import { AttemptRows } from './attempt-rows.tsx';
import { anyNumber, useOutcomeWord } from './outcome-words.ts';
import { ResyncContact } from './resync-contact.tsx';

/** The records of a run, newest first; the filter is part of the address. */
export function AttemptsList({ runId }: { readonly runId: string }) {
  const t = useTranslations('attempts');
  const [outcome, setOutcome] = useOutcomeFilter();
  const run = useRun(runId).data;
  const isDryRun = run?.isDryRun ?? false;
  const wordOf = useOutcomeWord({ isDryRun });
  const isMoving = run !== undefined && isUnfinished(run.state);
  const attempts = useAttempts(runId, { outcome, isMoving });
  const shown = attempts.data?.pages.flatMap((page) => page.attempts) ?? [];
  const isBeyondNewest = (attempts.data?.pages.length ?? 0) > 1;
  return (
    <Stack gap="md" mih={320}>
      <NativeSelect
        label={t('filter')}
        maw={280}
        value={outcome ?? ''}
        onChange={(event) => setOutcome(event.currentTarget.value)}
        data={[
          { value: '', label: t('all') },
          ...outcomeKinds
            .filter((kind) => kind !== 'unchanged')
            .map((kind) => ({ value: kind, label: wordOf(kind, anyNumber) })),
        ]}
      />
      {attempts.isPending && <Placeholder height={240} lines={7} />}
      {attempts.isError && !attempts.data && (
        <ProblemAlert title={t('unreadable')} problem={attempts.error} onRetry={() => attempts.refetch()} />
      )}
      {attempts.data && shown.length === 0 && (
        <Text c="dimmed">{isMoving ? t('noneYet') : outcome === null ? t('none') : t('noneOfKind')}</Text>
      )}
      {shown.length > 0 && (
        <AttemptRows
          attempts={shown}
          label={t('list')}
          isDryRun={isDryRun}
          pages={attempts}
          renderActions={({ hubspotContactId }) => <ResyncContact hubspotContactId={hubspotContactId} />}
        />
      )}
      <Group gap="xs">
        <MoreButton pages={attempts} label={t('more')} />
        {isMoving && isBeyondNewest && (
          <Button variant="default" size="xs" onClick={() => attempts.refetch()}>
            {t('showNewest')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function useOutcomeFilter(): [OutcomeKind | null, (value: string) => void] {
  const router = useRouter();
  const pathname = usePathname();
  const value = useSearchParams().get('outcome');
  const outcome = outcomeKinds.find((kind) => kind === value) ?? null;
  const setOutcome = (next: string) =>
    router.replace(next === '' ? pathname : `${pathname}?outcome=${encodeURIComponent(next)}`, {
      scroll: false,
    });
  return [outcome, setOutcome];
}

'use client';

import { Button, Group } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { ProblemAlert } from '#components/problem-text.tsx';
import { ViewerNote } from '#components/viewer-note.tsx';
import type { StandingFilter } from '#lib/client/health.ts';
import { useMayEdit } from '#lib/client/overview.ts';
import { useStartRun } from '#lib/client/runs.ts';
import type { ResyncScope } from '#lib/contracts/runs.ts';
import styles from './health.module.css';

/** What one run of chosen contacts takes. */
const mostAtOnce = 500;

type ResyncStandingProps = {
  readonly filter: StandingFilter;
  readonly selected: readonly string[];
};

/** Looks again at the chosen contacts, or at everybody behind a failure, and shows what becomes of them. */
export function ResyncStanding({ filter, selected }: ResyncStandingProps) {
  const t = useTranslations('health.records');
  const router = useRouter();
  const mayEdit = useMayEdit();
  const start = useStartRun();
  const resync = (scope: ResyncScope) =>
    start.mutate({ kind: 'resync', scope }, { onSuccess: ({ run }) => router.push(`/runs/${run.runId}`) });
  const { standing, groupId, person } = filter;
  const everybody: ResyncScope = groupId === null ? { kind: 'failing' } : { kind: 'error_group', groupId };
  const isBusy = !mayEdit || start.isPending;
  return (
    <>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          className={styles.wrapping}
          disabled={isBusy || selected.length === 0}
          onClick={() => resync({ kind: 'contacts', hubspotContactIds: selected.slice(0, mostAtOnce) })}
        >
          {t('resyncSelected', { records: Math.min(selected.length, mostAtOnce) })}
        </Button>
        {standing === 'failing' && person === null && (
          <Button
            size="xs"
            variant="default"
            className={styles.wrapping}
            disabled={isBusy}
            onClick={() => resync(everybody)}
          >
            {groupId === null ? t('resyncAll') : t('resyncCause')}
          </Button>
        )}
      </Group>
      <ViewerNote />
      {start.error && <ProblemAlert title={t('notStarted')} problem={start.error} />}
    </>
  );
}

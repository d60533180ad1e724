'use client';

import { UnstyledButton } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { ProblemText } from '#components/problem-text.tsx';
import { useMayEdit } from '#lib/client/overview.ts';
import { useStartRun } from '#lib/client/runs.ts';
import styles from './runs.module.css';

/** Looks at one contact again, right now, and shows what becomes of it. */
export function ResyncContact({ hubspotContactId }: { readonly hubspotContactId: string | null }) {
  const t = useTranslations('resync');
  const router = useRouter();
  const mayEdit = useMayEdit();
  const start = useStartRun();
  if (hubspotContactId === null || !mayEdit) return null;
  const resync = () =>
    start.mutate(
      { kind: 'resync', scope: { kind: 'contacts', hubspotContactIds: [hubspotContactId] } },
      { onSuccess: ({ run }) => router.push(`/runs/${run.runId}`) },
    );
  return (
    <div>
      <UnstyledButton className={styles.quiet} disabled={start.isPending} onClick={resync}>
        {t('one')}
      </UnstyledButton>
      {start.error && <ProblemText problem={start.error} />}
    </div>
  );
}

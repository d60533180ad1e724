'use client';

import { Button, Skeleton } from '@mantine/core';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { ProblemText } from '#components/problem-text.tsx';
import { nameNextStep } from '#lib/client/next-step.ts';
import { useOverview } from '#lib/client/overview.ts';
import type { Overview } from '#lib/contracts/overview.ts';
import styles from './frame.module.css';

/** How both connections are, always in the same place; names the next step when one of them needs a person. */
export function ConnectionStrip() {
  const overview = useOverview();
  return (
    <div className={styles.strip} role="status">
      {overview.data ? (
        <Connections overview={overview.data} />
      ) : overview.isError ? (
        <ProblemText problem={overview.error} />
      ) : (
        <Skeleton w={280} maw="100%" h={16} />
      )}
    </div>
  );
}

function Connections({ overview }: { readonly overview: Overview }) {
  const t = useTranslations('strip');
  const step = nameNextStep(overview);
  const pathname = usePathname();
  const isThere = pathname.startsWith('/connection') || pathname.startsWith('/setup');
  const isPassing = step === 'hubspotPaused' || step === 'salesforcePaused';
  // Sync health says more of a connection that needs a person, and leads there itself.
  const isSaidBelow = pathname === '/health' && !isPassing;
  if (step === null) {
    return (
      <span className={styles.connection}>
        <span className={styles.dot} data-status="connected" />
        <span className="breakable">
          {t('bothConnected', {
            portal: overview.hubspot.portalName,
            user: overview.salesforce?.username ?? '',
          })}
        </span>
      </span>
    );
  }
  return (
    <>
      <span className={`${styles.connection} ${styles.stripNotice}`}>
        <span className={styles.dot} data-status={step.startsWith('reconnect') ? 'broken' : 'paused'} />
        {t(`steps.${step}`)}
      </span>
      {!isThere && !isSaidBelow && (
        <Button
          component={Link}
          href={step.startsWith('connect') ? '/setup' : '/connection'}
          {...(isPassing ? { variant: 'default' } : { color: 'ember' })}
          size="xs"
        >
          {t(`actions.${step}`)}
        </Button>
      )}
    </>
  );
}

'use client';

import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { useSyncHealth } from '#lib/client/health.ts';
import { standings } from '#lib/contracts/standings.ts';
import styles from './health.module.css';

/** How many contacts stand where; each number leads to them. */
export function StandingTiles() {
  const t = useTranslations('health.standing');
  const format = useFormatter();
  const health = useSyncHealth();
  if (health.isError && !health.data) {
    return <ProblemAlert title={t('unreadable')} problem={health.error} onRetry={() => health.refetch()} />;
  }
  if (!health.data) return <Placeholder height={{ base: 360, xs: 104 }} lines={3} />;
  const { counts } = health.data;
  return (
    <ul className={`${styles.tiles} tabular`}>
      {standings.map((standing) => (
        <li key={standing}>
          <Link
            href={`/health/records?standing=${standing}`}
            className={styles.tile}
            data-alarming={(standing === 'failing' && counts.failing > 0) || undefined}
          >
            <span className={styles.tileName}>{t(`names.${standing}`)}</span>{' '}
            <span className={styles.tileCount}>{format.number(counts[standing])}</span>{' '}
            <span className={styles.tileMeaning}>{t(`meanings.${standing}`)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

'use client';

import { useFormatter, useTranslations } from 'next-intl';
import tableStyles from '#components/table.module.css';
import type { HealthSeries } from '#lib/contracts/health.ts';
import styles from './health.module.css';
import { useBucketWord, useDelayWord } from './series-words.ts';

/** The numbers that the charts draw, for everybody who would rather read them. */
export function SeriesTable({ series }: { readonly series: HealthSeries }) {
  const t = useTranslations('health.charts');
  const format = useFormatter();
  const wordOf = useBucketWord(series);
  const delayWord = useDelayWord();
  const delay = (seconds: number | null) => (seconds === null ? '–' : delayWord(seconds));
  return (
    <details className={styles.fold}>
      <summary>{t('table')}</summary>
      <div className={styles.tableScroll}>
        <table className={`${tableStyles.table} tabular`} aria-label={t('tableName')}>
          <thead>
            <tr>
              <th>{t('from')}</th>
              <th className={tableStyles.number}>{t('synced')}</th>
              <th className={tableStyles.number}>{t('failed')}</th>
              <th className={tableStyles.number}>{t('median')}</th>
              <th className={tableStyles.number}>{t('slow')}</th>
            </tr>
          </thead>
          <tbody>
            {series.buckets.map(({ at, synced, failed, medianDelay, slowDelay }) => (
              <tr key={at}>
                <td>{wordOf(at)}</td>
                <td className={tableStyles.number}>{format.number(synced)}</td>
                <td className={tableStyles.number}>{format.number(failed)}</td>
                <td className={tableStyles.number}>{delay(medianDelay)}</td>
                <td className={tableStyles.number}>{delay(slowDelay)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

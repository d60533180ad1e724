'use client';

import { SegmentedControl, Stack, Text } from '@mantine/core';
import dynamic from 'next/dynamic';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { useHealthSeries } from '#lib/client/health.ts';
import type { SeriesRange } from '#lib/contracts/health.ts';
import styles from './health.module.css';
import { SeriesTable } from './series-table.tsx';

/** Drawing takes a library of its own, which no other page needs. */
const HealthCharts = dynamic(() => import('./health-charts.tsx').then((module) => module.HealthCharts), {
  ssr: false,
  loading: () => <Placeholder height={500} lines={8} />,
});

const ranges: readonly SeriesRange[] = ['day', 'week', 'month'];

/** Records synced and the delay of edits over time; the period is part of the address. */
export function ChartSection() {
  const t = useTranslations('health.charts');
  const [range, setRange] = useRange();
  const series = useHealthSeries(range);
  const buckets = series.data?.buckets ?? [];
  const synced = buckets.reduce((sum, bucket) => sum + bucket.synced, 0);
  const failed = buckets.reduce((sum, bucket) => sum + bucket.failed, 0);
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label={t('range')}
        style={{ alignSelf: 'flex-start' }}
        size="xs"
        value={range}
        onChange={setRange}
        data={ranges.map((each) => ({ value: each, label: t(`ranges.${each}`) }))}
      />
      {series.isPending && <Placeholder height={560} lines={8} />}
      {series.isError && !series.data && (
        <ProblemAlert title={t('unreadable')} problem={series.error} onRetry={() => series.refetch()} />
      )}
      {series.data && synced + failed === 0 && <Text c="dimmed">{t('none')}</Text>}
      {series.data && synced + failed > 0 && (
        <>
          <Text size="sm">{t('summary', { synced, failed })}</Text>
          <div className={styles.charts}>
            <HealthCharts series={series.data} />
          </div>
          <SeriesTable series={series.data} />
        </>
      )}
    </Stack>
  );
}

function useRange(): [SeriesRange, (value: string) => void] {
  const router = useRouter();
  const pathname = usePathname();
  const value = useSearchParams().get('range');
  const range = ranges.find((each) => each === value) ?? 'day';
  const setRange = (next: string) =>
    router.replace(next === 'day' ? pathname : `${pathname}?range=${next}`, { scroll: false });
  return [range, setRange];
}

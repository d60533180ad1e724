'use client';

import '@mantine/charts/styles.css';
import '@mantine/core/styles/ColorSwatch.css';
import { BarChart, LineChart } from '@mantine/charts';
import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { HealthSeries } from '#lib/contracts/health.ts';
import { useBucketWord, useDelayWord } from './series-words.ts';

const height = 200;

/** The same numbers stand in the table below, so the pictures are left out for those who cannot see them. */
export function HealthCharts({ series }: { readonly series: HealthSeries }) {
  const t = useTranslations('health.charts');
  const wordOf = useBucketWord(series);
  const delayWord = useDelayWord();
  const rows = series.buckets.map(({ at, ...numbers }) => ({ ...numbers, when: wordOf(at) }));
  const hasDelay = rows.some(({ medianDelay }) => medianDelay !== null);
  const common = {
    h: height,
    data: rows,
    dataKey: 'when',
    withLegend: true,
    accessibilityLayer: false,
  } as const;
  return (
    <>
      <div>
        <h3>{t('throughput')}</h3>
        <div aria-hidden="true">
          <BarChart
            {...common}
            type="stacked"
            series={[
              { name: 'synced', label: t('synced'), color: 'teal.6' },
              { name: 'failed', label: t('failed'), color: 'ember.5' },
            ]}
            yAxisProps={{ allowDecimals: false }}
          />
        </div>
      </div>
      <div>
        <h3>{t('delay')}</h3>
        {hasDelay ? (
          <div aria-hidden="true">
            <LineChart
              {...common}
              valueFormatter={delayWord}
              yAxisProps={{ width: 64 }}
              series={[
                { name: 'medianDelay', label: t('median'), color: 'teal.6' },
                { name: 'slowDelay', label: t('slow'), color: 'ember.5' },
              ]}
            />
          </div>
        ) : (
          <Text size="sm" c="dimmed">
            {t('noDelay')}
          </Text>
        )}
      </div>
    </>
  );
}

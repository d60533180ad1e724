import { useFormatter } from 'next-intl';
import type { HealthSeries } from '#lib/contracts/health.ts';

const minutesOfDay = 1_440;

/** The beginning of a bucket: a day, or a time where a day has several. */
export function useBucketWord({ bucketMinutes }: HealthSeries): (at: string) => string {
  const format = useFormatter();
  const day = { day: 'numeric', month: 'short' } as const;
  const time = { timeStyle: 'short' } as const;
  const dayAndTime = { ...day, hour: 'numeric', minute: '2-digit' } as const;
  const shown = bucketMinutes >= minutesOfDay ? day : bucketMinutes > 60 ? dayAndTime : time;
  return (at) => format.dateTime(new Date(at), shown);
}

/** Seconds, or minutes where they would be many. */
export function useDelayWord(): (seconds: number) => string {
  const format = useFormatter();
  const amount = (value: number, unit: 'second' | 'minute') =>
    format.number(value, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 });
  return (seconds) => (seconds < 120 ? amount(seconds, 'second') : amount(seconds / 60, 'minute'));
}

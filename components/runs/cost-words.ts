import { useTranslations } from 'next-intl';

type Cost = {
  readonly hubspotCalls: number | null;
  readonly salesforceCalls: number | null;
  readonly minutes: number | null;
};

/** What a run is expected to cost, part by part; what is not known is left out. */
export function useCostParts(): (cost: Cost) => string[] {
  const t = useTranslations('resync.cost');
  return ({ hubspotCalls, salesforceCalls, minutes }) =>
    [
      hubspotCalls !== null && t('hubspotCalls', { calls: hubspotCalls }),
      salesforceCalls !== null && t('salesforceCalls', { calls: salesforceCalls }),
      minutes !== null && (minutes < 1 ? t('underAMinute') : t('minutes', { minutes: Math.ceil(minutes) })),
    ].filter((part) => part !== false);
}

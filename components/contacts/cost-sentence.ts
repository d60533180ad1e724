import { useTranslations } from 'next-intl';
import { useCostParts } from '#components/runs/cost-words.ts';
import type { ResyncEstimate } from '#lib/contracts/runs.ts';

/** Whom a run would reach and what it would cost, in one line. */
export function useCostSentence(): (estimate: ResyncEstimate) => string {
  const t = useTranslations('resync.cost');
  const common = useTranslations('common');
  const partsOf = useCostParts();
  return (estimate) => {
    const { contacts } = estimate;
    const whom = contacts === null ? t('contactsUnknown') : common('contacts', { contacts });
    return [whom, ...partsOf(estimate)].join(' · ');
  };
}

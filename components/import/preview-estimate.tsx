'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useCostParts } from '#components/runs/cost-words.ts';
import type { ImportPreview } from '#lib/contracts/import.ts';

/** What the import would cost, beside what Salesforce has left. */
export function PreviewEstimate({ preview: { estimate } }: { readonly preview: ImportPreview }) {
  const t = useTranslations('importPreview');
  const partsOf = useCostParts();
  const { salesforceCallsLeft } = estimate;
  return (
    <Text size="sm" className="tabular">
      {t('cost', { cost: partsOf(estimate).join(' · ') })}
      {salesforceCallsLeft !== null && <> {t('callsLeft', { calls: salesforceCallsLeft })}</>}
    </Text>
  );
}

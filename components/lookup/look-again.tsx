'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { useExplanation } from '#lib/client/explain.ts';

/** Asks both platforms once more. */
export function LookAgain({ query }: { readonly query: ReturnType<typeof useExplanation> }) {
  const t = useTranslations('lookup');
  return (
    <Button variant="default" size="xs" loading={query.isFetching} onClick={() => query.refetch()}>
      {t('lookAgain')}
    </Button>
  );
}

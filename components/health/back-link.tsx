'use client';

import { Anchor } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';

/** From the records back to the numbers. */
export function BackLink() {
  const t = useTranslations('health.records');
  return (
    <Anchor component={Link} href="/health" size="sm">
      {t('back')}
    </Anchor>
  );
}

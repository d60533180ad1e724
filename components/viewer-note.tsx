'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useOverview } from '#lib/client/overview.ts';

/** Why the controls are disabled, for those who may look but not change. */
export function ViewerNote() {
  const t = useTranslations('common');
  const { data: overview } = useOverview();
  if (overview?.user.role !== 'viewer') return null;
  return (
    <Text size="sm" c="dimmed">
      {t('viewerReason')}
    </Text>
  );
}

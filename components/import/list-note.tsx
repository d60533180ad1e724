'use client';

import { Alert, Anchor, Text } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useSettings } from '#lib/client/settings.ts';

/** False once it is known that nobody can be asked who may sync. */
export function useIsListUsable(): boolean {
  const list = useSettings().data?.inclusionList;
  return list == null || list.state === 'usable' || list.state === 'processing';
}

/** What the inclusion list makes of an import. */
export function ListNote() {
  const t = useTranslations('importChoice');
  const status = useTranslations('listStatus');
  const { data: settings } = useSettings();
  const isUsable = useIsListUsable();
  if (!settings) return null;
  const { inclusionList } = settings;
  if (inclusionList === null) {
    return (
      <Text size="sm" c="dimmed" maw="68ch">
        {t('noLimit')}
      </Text>
    );
  }
  if (isUsable) {
    return (
      <Text size="sm" c="dimmed" maw="68ch" className="breakable">
        {t('limited', { list: inclusionList.name })}
      </Text>
    );
  }
  return (
    <Alert color="red" role="alert" title={t('listUnusable', { list: inclusionList.name })}>
      {t('listUnusableNext')}{' '}
      <Anchor component={Link} href="/contacts#limit-sync" inherit>
        {status('chooseAnother')}
      </Anchor>
    </Alert>
  );
}

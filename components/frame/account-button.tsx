'use client';

import { Button, type ButtonProps, Skeleton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ComponentPropsWithRef } from 'react';
import { useOverview } from '#lib/client/overview.ts';

/** Shows which portal is signed in; what it opens is up to whoever places it. */
export function AccountButton(props: ButtonProps & ComponentPropsWithRef<'button'>) {
  const t = useTranslations('account');
  const { data: overview } = useOverview();
  return (
    <Button
      variant="subtle"
      color="gray"
      c="var(--mantine-color-text)"
      size="sm"
      px="xs"
      maw={{ base: 220, sm: 320 }}
      rightSection={<IconChevronDown size={16} aria-hidden />}
      aria-label={overview ? t('menuOf', { portal: overview.hubspot.portalName }) : t('menu')}
      aria-haspopup="menu"
      {...props}
    >
      {overview ? overview.hubspot.portalName : <Skeleton component="span" w={120} h={14} />}
    </Button>
  );
}

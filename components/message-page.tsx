'use client';

import { Button, Group, Stack, Text, Title } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { BrandMark } from './frame/brand-mark.tsx';

type MessagePageProps = {
  readonly title: string;
  readonly text: string;
  readonly onRetry?: () => void;
};

/** A page that has one thing to say and a way on. */
export function MessagePage({ title, text, onRetry }: MessagePageProps) {
  const t = useTranslations('common');
  const names = useTranslations('names');
  return (
    <Stack component="main" gap="md" maw={560} mx="auto" px="md" pt="18vh" pb="xl">
      <Group gap="xs">
        <BrandMark />
        <Text fw={600}>{names('product')}</Text>
      </Group>
      <Title order={1}>{title}</Title>
      <Text c="dimmed">{text}</Text>
      <Group gap="sm">
        {onRetry && (
          <Button color="ember" onClick={onRetry}>
            {t('retry')}
          </Button>
        )}
        <Button component={Link} href="/contacts" variant="default">
          {t('toContacts')}
        </Button>
      </Group>
    </Stack>
  );
}

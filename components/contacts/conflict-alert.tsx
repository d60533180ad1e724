'use client';

import { Alert, Button, Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useSettings } from '#lib/client/settings.ts';

type ConflictAlertProps = {
  /** What this person tried to save, and what was saved meanwhile, in words. */
  readonly mine: string;
  readonly theirs: string;
  readonly onKeepTheirs: () => void;
  readonly onSaveMine: () => void;
};

/** Somebody saved in between: both versions, and nothing is overwritten unseen. */
export function ConflictAlert({ mine, theirs, onKeepTheirs, onSaveMine }: ConflictAlertProps) {
  const t = useTranslations('conflict');
  const { data: settings, isFetching } = useSettings();
  return (
    <Alert color="yellow" title={t('title')} role="alert">
      <Text size="sm" className="breakable">
        {settings?.savedBy ? t('theirsBy', { person: settings.savedBy, theirs }) : t('theirs', { theirs })}
      </Text>
      <Text size="sm" className="breakable">
        {t('mine', { mine })}
      </Text>
      <Group gap="xs" mt="sm">
        <Button size="xs" variant="default" onClick={onKeepTheirs}>
          {t('keepTheirs')}
        </Button>
        <Button size="xs" variant="default" onClick={onSaveMine} loading={isFetching}>
          {t('saveMine')}
        </Button>
      </Group>
    </Alert>
  );
}

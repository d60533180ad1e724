'use client';

import { Button, Text } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { StepState } from '#lib/client/setup-steps.ts';
import type { SettingsResponse } from '#lib/contracts/settings.ts';

type SettingsStepProps = { readonly settings: SettingsResponse | null; readonly state: StepState };

/** Who may sync and what is created, as it would be right now. */
export function SettingsStep({ settings, state }: SettingsStepProps) {
  const t = useTranslations('setup');
  const common = useTranslations('common');
  const creating = useTranslations('creating.options');
  if (settings === null) return <Text c="dimmed">{t('settingsUnknown')}</Text>;
  const { inclusionList } = settings;
  return (
    <>
      <Text className="breakable">
        {t(state === 'done' ? 'chosen' : 'preset', {
          list: inclusionList?.name ?? common('noLimit'),
          creating: creating(`${settings.creating.createInSalesforce}.label`),
        })}
      </Text>
      {state !== 'done' && <Text size="sm">{t('nobodyYet')}</Text>}
      <Button
        component={Link}
        href="/contacts#limit-sync"
        mt="xs"
        variant={state === 'next' ? 'filled' : 'default'}
        color="ember"
      >
        {t(state === 'done' ? 'change' : 'choose')}
      </Button>
    </>
  );
}

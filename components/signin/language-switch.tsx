'use client';

import { SegmentedControl } from '@mantine/core';
import { useLocale, useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { chooseLanguage } from '#lib/client/i18n/choose-language.ts';
import { localeNames, locales } from '#lib/client/i18n/locales.ts';

export function LanguageSwitch() {
  const t = useTranslations('account');
  const [, startTransition] = useTransition();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('language')}
      value={useLocale()}
      onChange={(locale) => startTransition(() => chooseLanguage(locale))}
      data={locales.map((locale) => ({ value: locale, label: localeNames[locale] }))}
    />
  );
}

'use client';

import {
  Menu,
  MenuDivider,
  MenuDropdown,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuTarget,
  Text,
  useMantineColorScheme,
} from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { chooseLanguage } from '#lib/client/i18n/choose-language.ts';
import { isLocale, localeNames, locales } from '#lib/client/i18n/locales.ts';
import { useOverview } from '#lib/client/overview.ts';
import { leaveConsole } from '#lib/client/session.ts';
import type { Overview } from '#lib/contracts/overview.ts';
import { AccountButton } from './account-button.tsx';

const colorSchemes = ['auto', 'light', 'dark'] as const;

/** The menu itself, loaded and opened by the first press of its button. */
export default function OpenAccountMenu() {
  const t = useTranslations('account');
  const { data: overview } = useOverview();
  return (
    <Menu
      defaultOpened
      position="bottom-end"
      width={300}
      loop
      withinPortal={false}
      withInitialFocusPlaceholder={false}
    >
      <MenuTarget>
        <AccountButton />
      </MenuTarget>
      <MenuDropdown>
        {overview && <Identity overview={overview} />}
        <LanguageItems />
        <MenuDivider />
        <ColorSchemeItems />
        <MenuDivider />
        <MenuItem leftSection={<IconLogout size={16} aria-hidden />} onClick={leaveConsole}>
          {t('signOut')}
        </MenuItem>
      </MenuDropdown>
    </Menu>
  );
}

function Identity({ overview: { user, hubspot } }: { readonly overview: Overview }) {
  const t = useTranslations('account');
  return (
    <>
      <MenuLabel c="var(--mantine-color-text)">
        <Text size="sm" fw={600} className="breakable">
          {hubspot.portalName}
        </Text>
        <Text size="xs" c="dimmed">
          {t('portalId', { portalId: hubspot.portalId })}
        </Text>
        <Text size="xs" c="dimmed" className="breakable">
          {user.email}
        </Text>
        <Text size="xs" c="dimmed">
          {t(`roles.${user.role}`)}
        </Text>
      </MenuLabel>
      <MenuDivider />
    </>
  );
}

function LanguageItems() {
  const t = useTranslations('account');
  const locale = useLocale();
  const [, startTransition] = useTransition();
  const choose = (value: string) => {
    if (isLocale(value)) startTransition(() => chooseLanguage(value));
  };
  return (
    <>
      <MenuLabel>{t('language')}</MenuLabel>
      <MenuRadioGroup value={locale} onChange={choose}>
        {locales.map((each) => (
          <MenuRadioItem key={each} value={each} lang={each} closeMenuOnClick>
            {localeNames[each]}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </>
  );
}

function ColorSchemeItems() {
  const t = useTranslations('account');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choose = (value: string) => {
    const chosen = colorSchemes.find((scheme) => scheme === value);
    if (chosen) setColorScheme(chosen);
  };
  return (
    <>
      <MenuLabel>{t('appearance')}</MenuLabel>
      <MenuRadioGroup value={colorScheme} onChange={choose}>
        {colorSchemes.map((scheme) => (
          <MenuRadioItem key={scheme} value={scheme}>
            {t(`schemes.${scheme}`)}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </>
  );
}

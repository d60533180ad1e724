'use client';

import {
  Button,
  Menu,
  MenuDivider,
  MenuDropdown,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuTarget,
  Skeleton,
  Text,
  useMantineColorScheme,
} from '@mantine/core';
import { IconChevronDown, IconLogout } from '@tabler/icons-react';
import { signOut } from 'next-auth/react';
import { useLocale, useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { chooseLanguage } from '#lib/client/i18n/choose-language.ts';
import { isLocale, localeNames, locales } from '#lib/client/i18n/locales.ts';
import { useOverview } from '#lib/client/overview.ts';
import type { Overview } from '#lib/contracts/overview.ts';

const colorSchemes = ['auto', 'light', 'dark'] as const;

/** Who is signed in to which portal, language, colours and the way out. */
export function AccountMenu() {
  const t = useTranslations('account');
  const { data: overview } = useOverview();
  return (
    <Menu position="bottom-end" width={260} loop>
      <MenuTarget>
        <Button
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          size="sm"
          px="xs"
          maw={{ base: 220, sm: 320 }}
          rightSection={<IconChevronDown size={16} aria-hidden />}
          aria-label={overview ? t('menuOf', { portal: overview.hubspot.portalName }) : t('menu')}
        >
          {overview ? overview.hubspot.portalName : <Skeleton component="span" w={120} h={14} />}
        </Button>
      </MenuTarget>
      <MenuDropdown>
        {overview && <Identity overview={overview} />}
        <LanguageItems />
        <MenuDivider />
        <ColorSchemeItems />
        <MenuDivider />
        <MenuItem
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => signOut({ callbackUrl: '/signin' })}
        >
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
          {user.email} · {t(`roles.${user.role}`)}
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

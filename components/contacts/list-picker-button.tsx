'use client';

import { ComboboxChevron, InputBase } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ComponentPropsWithRef } from 'react';
import type { InclusionListView } from '#lib/contracts/settings.ts';

type ListPickerButtonProps = ComponentPropsWithRef<typeof InputBase<'button'>> & {
  readonly chosen: InclusionListView | null;
};

/** Shows what is chosen. */
export function ListPickerButton({ chosen, ...buttonProps }: ListPickerButtonProps) {
  const t = useTranslations('listPicker');
  const common = useTranslations('common');
  return (
    <InputBase
      component="button"
      type="button"
      pointer
      maw={560}
      label={t('label')}
      description={t('description')}
      rightSection={<ComboboxChevron />}
      rightSectionPointerEvents="none"
      aria-haspopup="listbox"
      {...buttonProps}
    >
      {chosen === null ? common('noLimit') : chosen.name}
    </InputBase>
  );
}

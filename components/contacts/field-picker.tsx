'use client';

import { Select, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { Mappable } from '#lib/contracts/mappings.ts';
import styles from './mappings.module.css';

type FieldPickerProps = {
  readonly label: string;
  readonly fields: readonly Mappable[];
  readonly value: string;
  readonly disabled: boolean;
  readonly fits: (field: Mappable) => boolean;
  readonly onChoose: (name: string) => void;
};

/** Finds a property or a field by its label or its API name; what does not fit the other end says so. */
export function FieldPicker({ label, fields, value, disabled, fits, onChoose }: FieldPickerProps) {
  const t = useTranslations('mappingEditor');
  const byName = new Map(fields.map((field) => [field.name, field]));
  const options = fields.map(({ name, label: fieldLabel }) => ({
    value: name,
    label: `${fieldLabel} (${name})`,
  }));
  // A name that the other side no longer has stays visible, so that it can be replaced.
  if (value !== '' && !byName.has(value)) options.unshift({ value, label: value });
  return (
    <Select
      size="xs"
      aria-label={label}
      placeholder={t('search')}
      data={options}
      value={value === '' ? null : value}
      disabled={disabled}
      searchable
      limit={100}
      nothingFoundMessage={t('nothingFound')}
      comboboxProps={{ width: 320, position: 'bottom-start' }}
      onChange={(name) => name !== null && onChoose(name)}
      renderOption={({ option }) => {
        const field = byName.get(option.value);
        return (
          <Text size="sm" className="breakable">
            {field?.label ?? option.value}
            <span className={styles.optionFacts}>
              {[
                option.value,
                field?.type,
                field && !field.isWritable && t('readOnly'),
                field && !fits(field) && t('unfit'),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </Text>
        );
      }}
    />
  );
}

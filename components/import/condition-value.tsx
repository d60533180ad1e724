'use client';

import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ConditionDraft, ImportField } from '#lib/client/import-draft.ts';
import type { FilterKind } from '#lib/contracts/import-filter.ts';

type ConditionValueProps = {
  readonly label: string;
  readonly condition: ConditionDraft;
  readonly picklistValues: ImportField['picklistValues'];
  readonly disabled: boolean;
  readonly onChange: (value: string) => void;
};

const inputTypes: Partial<Record<FilterKind, string>> = { date: 'date', datetime: 'datetime-local' };

/** What a field is compared with, entered as its kind asks for. */
export function ConditionValue({
  label,
  condition,
  picklistValues,
  disabled,
  onChange,
}: ConditionValueProps) {
  const t = useTranslations('importChoice');
  const { kind, operator, value } = condition;
  const hasOptions = picklistValues.length > 0 && operator !== 'starts_with';
  const isPartOfPicklist = kind === 'picklist' && operator === 'contains';
  const props = { label, value, disabled };
  if (kind === 'boolean' || (hasOptions && !isPartOfPicklist)) {
    const options =
      kind === 'boolean'
        ? [
            { value: 'true', label: t('isTrue') },
            { value: 'false', label: t('isFalse') },
          ]
        : [{ value: '', label: t('chooseValue') }, ...picklistValues];
    return (
      <NativeSelect {...props} data={options} onChange={(event) => onChange(event.currentTarget.value)} />
    );
  }
  return (
    <TextInput
      {...props}
      type={inputTypes[kind ?? 'text'] ?? 'text'}
      inputMode={kind === 'number' ? 'decimal' : 'text'}
      maxLength={255}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

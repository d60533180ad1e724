'use client';

import { Button, NativeSelect, Select } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type ConditionDraft, type ImportField, takesValue } from '#lib/client/import-draft.ts';
import { type FilterKind, operatorsFor } from '#lib/contracts/import-filter.ts';
import { ConditionValue } from './condition-value.tsx';
import styles from './import.module.css';
import { useOperatorWord } from './selection-words.ts';

type ConditionRowProps = {
  /** From 1; tells the rows apart for those who cannot see them. */
  readonly number: number;
  readonly condition: ConditionDraft;
  readonly fields: readonly ImportField[];
  readonly disabled: boolean;
  readonly onChange: (condition: ConditionDraft) => void;
  readonly onRemove: () => void;
};

/** Field, comparison and value, put together by choosing. */
export function ConditionRow({ number, condition, fields, disabled, ...events }: ConditionRowProps) {
  const t = useTranslations('importChoice');
  const editor = useTranslations('mappingEditor');
  const wordOf = useOperatorWord();
  const { onChange, onRemove } = events;
  const field = fields.find(({ name }) => name === condition.field);
  const options = fields.map(({ name, label }) => ({ value: name, label: `${label} (${name})` }));
  const isUnknown = condition.field !== '' && field === undefined;
  // A field that is not there for the types that are ticked now stays visible, so that it can be replaced.
  if (isUnknown) options.unshift({ value: condition.field, label: condition.field });
  const chooseField = (name: string | null) => {
    const chosen = fields.find((each) => each.name === name);
    if (chosen !== undefined) onChange({ ...condition, ...firstQuestion(chosen, condition) });
  };
  return (
    <div className={styles.condition}>
      <Select
        label={t('field', { number })}
        placeholder={editor('search')}
        data={options}
        value={condition.field || null}
        disabled={disabled}
        error={isUnknown && t('fieldNotThere')}
        searchable
        limit={100}
        nothingFoundMessage={editor('nothingFound')}
        onChange={chooseField}
      />
      <NativeSelect
        label={t('operator', { number })}
        data={operatorsFor(condition.kind ?? 'text').map((operator) => ({
          value: operator,
          label: wordOf(operator, condition.kind),
        }))}
        value={condition.operator}
        disabled={disabled || condition.kind === null}
        onChange={({ currentTarget: { value } }) => {
          const operator = operatorsFor(condition.kind ?? 'text').find((each) => each === value);
          if (operator !== undefined) onChange({ ...condition, operator });
        }}
      />
      {takesValue(condition.operator) ? (
        <ConditionValue
          label={t('value', { number })}
          condition={condition}
          picklistValues={field?.picklistValues ?? []}
          disabled={disabled || condition.kind === null}
          onChange={(value) => onChange({ ...condition, value })}
        />
      ) : (
        <span />
      )}
      <Button
        variant="default"
        disabled={disabled}
        aria-label={t('removeCondition', { number })}
        onClick={onRemove}
      >
        {t('remove')}
      </Button>
    </div>
  );
}

/** Another field may be asked other things, and what was typed for the one before means nothing to it. */
function firstQuestion({ name, kind }: ImportField, before: ConditionDraft): Partial<ConditionDraft> {
  const [first = before.operator, ...others] = operatorsFor(kind);
  const operator = others.includes(before.operator) ? before.operator : first;
  return { field: name, kind, operator, value: kind === before.kind ? before.value : firstValue(kind) };
}

function firstValue(kind: FilterKind): string {
  return kind === 'boolean' ? 'true' : '';
}

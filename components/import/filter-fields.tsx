'use client';

import { Button, Select, Stack, Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import {
  type ConditionDraft,
  fieldsInCommon,
  type ImportDraft,
  mostConditions,
} from '#lib/client/import-draft.ts';
import type { ImportFields } from '#lib/contracts/import.ts';
import { ConditionRow } from './condition-row.tsx';
import styles from './import.module.css';

type FilterFieldsProps = {
  readonly draft: ImportDraft;
  readonly fields: ImportFields;
  readonly disabled: boolean;
  readonly onChange: (part: Partial<ImportDraft>) => void;
};

/** Narrows an import down; what is left blank narrows nothing. */
export function FilterFields({ draft, fields, disabled, onChange }: FilterFieldsProps) {
  const t = useTranslations('importChoice');
  const editor = useTranslations('mappingEditor');
  const [isOpenAtFirst] = useState(
    Boolean(draft.createdSince || draft.modifiedSince || draft.ownerId || draft.conditions.length > 0),
  );
  const day = (name: 'createdSince' | 'modifiedSince') => (
    <TextInput
      type="date"
      label={t(name)}
      value={draft[name]}
      disabled={disabled}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <details open={isOpenAtFirst} className={styles.filter}>
      <summary>{t('filter')}</summary>
      <Stack gap="md" mt="sm">
        <div className={styles.fields}>
          {day('createdSince')}
          {day('modifiedSince')}
          <Select
            label={t('owner')}
            placeholder={t('anyOwner')}
            data={fields.users.map(({ ownerId, label }) => ({ value: ownerId, label }))}
            value={draft.ownerId || null}
            disabled={disabled}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': t('anyOwner') }}
            limit={100}
            nothingFoundMessage={editor('nothingFound')}
            onChange={(ownerId) => onChange({ ownerId: ownerId ?? '' })}
          />
        </div>
        <Conditions draft={draft} fields={fields} disabled={disabled} onChange={onChange} />
      </Stack>
    </details>
  );
}

const newCondition = { field: '', kind: null, operator: 'equals', value: '' } as const;

function Conditions({ draft, fields, disabled, onChange }: FilterFieldsProps) {
  const t = useTranslations('importChoice');
  const { conditions, types } = draft;
  const offered = fieldsInCommon(fields.fields, types);
  const put = (key: string, next: ConditionDraft | null) =>
    onChange({
      conditions: conditions.flatMap((each) => (each.key !== key ? [each] : next === null ? [] : [next])),
    });
  const add = () =>
    onChange({ conditions: [...conditions, { ...newCondition, key: `new-${crypto.randomUUID()}` }] });
  return (
    <Stack gap="sm" role="group" aria-labelledby="import-conditions">
      <div>
        <Text size="sm" fw={600} id="import-conditions">
          {t('conditions')}
        </Text>
        <Text size="xs" c="dimmed">
          {types.length > 1 ? t('conditionsBoth') : t('conditionsOne')}
        </Text>
      </div>
      {conditions.map((condition, index) => (
        <ConditionRow
          key={condition.key}
          number={index + 1}
          condition={condition}
          fields={offered}
          disabled={disabled}
          onChange={(next) => put(condition.key, next)}
          onRemove={() => put(condition.key, null)}
        />
      ))}
      {conditions.length < mostConditions && (
        <Button size="xs" variant="default" w="fit-content" disabled={disabled} onClick={add}>
          {t('addCondition')}
        </Button>
      )}
    </Stack>
  );
}

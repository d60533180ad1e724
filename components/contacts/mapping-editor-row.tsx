'use client';

import { Button, Group, NativeSelect, Switch, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type DraftChange, type DraftMapping, doFit, isEmailKey } from '#lib/client/mapping-draft.ts';
import type { MappingFaultView, SchemaResponse } from '#lib/contracts/mappings.ts';
import { FieldPicker } from './field-picker.tsx';
import { MappingFaultText } from './mapping-fault-text.tsx';
import { syncRuleNames } from './mapping-faults.ts';
import styles from './mappings.module.css';

type MappingEditorRowProps = {
  readonly row: DraftMapping;
  readonly schema: SchemaResponse;
  readonly faults: readonly MappingFaultView[];
  readonly onChange: (change: DraftChange) => void;
};

/** One mapping: both ends, whose value wins, and what is wrong with it. */
export function MappingEditorRow({ row, schema, faults, onChange }: MappingEditorRowProps) {
  const t = useTranslations('mappingEditor');
  const words = useTranslations('mappings');
  const ruleWords = useTranslations('rules');
  const isKey = isEmailKey(row);
  const { key, salesforceType, hubspotProperty, salesforceField } = row;
  const fields = schema.fields[salesforceType];
  const edit = (part: Extract<DraftChange, { kind: 'edit' }>['part']) =>
    onChange({ kind: 'edit', key, part });
  const name = schema.properties.find((each) => each.name === hubspotProperty)?.label ?? hubspotProperty;
  return (
    <li className={styles.editorRow}>
      <div className={styles.editorFields}>
        <div data-label={words('hubspotProperty')}>
          <FieldPicker
            label={words('hubspotProperty')}
            fields={schema.properties}
            value={hubspotProperty}
            disabled={isKey}
            fits={(property) => doFit(schema, salesforceType, property.name, salesforceField)}
            onChoose={(chosen) => edit({ hubspotProperty: chosen })}
          />
        </div>
        <div data-label={words('salesforceField')}>
          <FieldPicker
            label={words('salesforceField')}
            fields={fields}
            value={salesforceField}
            disabled={isKey}
            fits={(field) => doFit(schema, salesforceType, hubspotProperty, field.name)}
            onChoose={(chosen) => edit({ salesforceField: chosen })}
          />
        </div>
        <div data-label={words('rule')}>
          <NativeSelect
            size="xs"
            aria-label={words('rule')}
            value={row.rule}
            data={syncRuleNames.map((rule) => ({ value: rule, label: ruleWords(`${rule}.label`) }))}
            onChange={(event) => edit({ rule: toRule(event.currentTarget.value) })}
          />
        </div>
      </div>
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">
          {ruleWords(`${row.rule}.meaning`)}
        </Text>
        <Group gap="md">
          <Switch
            size="xs"
            label={t('blankSwitch')}
            checked={row.hasBlankProtection}
            onChange={(event) => edit({ hasBlankProtection: event.currentTarget.checked })}
          />
          {!isKey && (
            <Button
              size="compact-sm"
              variant="subtle"
              aria-label={t('remove', { name })}
              onClick={() => onChange({ kind: 'remove', key })}
            >
              {t('removeShort')}
            </Button>
          )}
        </Group>
      </Group>
      {isKey && (
        <Text size="xs" c="dimmed">
          {t('emailKey')}
        </Text>
      )}
      {faults.map((fault) => (
        <MappingFaultText
          key={fault.code}
          fault={fault}
          onUse={(suggestion) => edit(replacing(fault, suggestion))}
        />
      ))}
    </li>
  );
}

function toRule(value: string): DraftMapping['rule'] {
  return syncRuleNames.find((rule) => rule === value) ?? 'none';
}

/** Which part of a mapping a suggestion stands for. */
function replacing(
  { code }: MappingFaultView,
  suggestion: string,
): Extract<DraftChange, { kind: 'edit' }>['part'] {
  if (code === 'unknown_property') return { hubspotProperty: suggestion };
  if (code === 'unknown_field' || code === 'incompatible_types') return { salesforceField: suggestion };
  return { rule: toRule(suggestion) };
}

'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { describeMappingFault } from '#components/contacts/mapping-faults.ts';
import { useFaultSentence } from '#components/runs/outcome-words.ts';
import tableStyles from '#components/table.module.css';
import type { Explanation, FieldComparison } from '#lib/contracts/explain.ts';
import styles from './lookup.module.css';

/** Both records side by side, mapped field by mapped field. */
export function ComparisonTable({ explanation }: { readonly explanation: Explanation }) {
  const t = useTranslations('lookup.fields');
  const names = useTranslations('names');
  const { contact, record, fields } = explanation;
  return (
    <table
      className={`${tableStyles.table} ${tableStyles.stacked} ${styles.comparison}`}
      aria-label={t('title')}
    >
      <thead>
        <tr>
          <th>{t('field')}</th>
          <th>{names('hubspot')}</th>
          <th>{names('salesforce')}</th>
          <th>{t('next')}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <FieldRow
            key={`${field.hubspotProperty}.${field.salesforceField}`}
            field={field}
            hasContact={contact !== null}
            hasRecord={record !== null}
          />
        ))}
      </tbody>
    </table>
  );
}

type FieldRowProps = {
  readonly field: FieldComparison;
  readonly hasContact: boolean;
  readonly hasRecord: boolean;
};

function FieldRow({ field, hasContact, hasRecord }: FieldRowProps) {
  const t = useTranslations('lookup.fields');
  const rules = useTranslations('rules');
  const mappings = useTranslations('mappings');
  const names = useTranslations('names');
  const { hubspotLabel, salesforceLabel } = field;
  return (
    <tr data-state={field.state}>
      <th scope="row" className={styles.fieldName}>
        {hubspotLabel === salesforceLabel ? hubspotLabel : `${hubspotLabel} · ${salesforceLabel}`}
        <span className={styles.rule}>
          {rules(`${field.rule}.label`)}
          {field.hasBlankProtection && ` · ${mappings('blankProtection')}`}
        </span>
      </th>
      <td data-label={names('hubspot')}>
        <Value value={field.hubspotValue} wasRead={hasContact && field.blockedBy !== 'mapping'} />
      </td>
      <td data-label={names('salesforce')}>
        <Value value={field.salesforceValue} wasRead={hasRecord && field.blockedBy !== 'mapping'} />
      </td>
      <td>
        <span className={styles.state} data-state={field.state}>
          {t(`states.${field.state}`)}
        </span>
        <Blocker field={field} />
      </td>
    </tr>
  );
}

/** What keeps a value from crossing. */
function Blocker({ field }: { readonly field: FieldComparison }) {
  const t = useTranslations('lookup.fields');
  const mappingWords = useTranslations('mappingFaults');
  const describeFault = useFaultSentence();
  const { blockedBy, fault, mappingFault } = field;
  if (blockedBy === null) return null;
  const isMistake = blockedBy === 'value' || blockedBy === 'mapping';
  const reason = fault
    ? describeFault(fault)
    : mappingFault !== null
      ? describeMappingFault(mappingWords, { code: mappingFault, suggestions: [] })
      : t(`blockers.${blockedBy}`);
  return (
    <Text size="xs" c={isMistake ? 'var(--sluice-negative)' : 'dimmed'} className="breakable">
      {reason}
    </Text>
  );
}

function Value({ value, wasRead }: { readonly value: string | null; readonly wasRead: boolean }) {
  const t = useTranslations('attempt');
  if (value !== null) return value;
  return <span className={styles.blank}>{wasRead ? t('blank') : '–'}</span>;
}

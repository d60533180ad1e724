'use client';

import { useTranslations } from 'next-intl';
import tableStyles from '#components/table.module.css';
import type { FieldAccess } from '#lib/contracts/preflight.ts';
import styles from './preflight.module.css';

/** What both accounts let us do with each mapped field; folded away, because the findings say what is wrong. */
export function FieldAccessTable({ fields }: { readonly fields: readonly FieldAccess[] }) {
  const t = useTranslations('fieldAccess');
  const names = useTranslations('names');
  return (
    <details className={styles.fields}>
      <summary>{t('title', { count: fields.length })}</summary>
      <table className={tableStyles.table} aria-label={t('label')}>
        <thead>
          <tr>
            <th>{names('hubspot')}</th>
            <th>{names('salesforce')}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((each) => (
            <tr key={`${each.salesforceType} ${each.hubspotProperty} ${each.salesforceField}`}>
              <td>
                {each.hubspotProperty}
                <div className={styles.access}>{t(`levels.${propertyAccess(each.hubspot)}`)}</div>
              </td>
              <td>
                {each.salesforceType}.{each.salesforceField}
                <div className={styles.access}>{t(`levels.${fieldAccess(each.salesforce)}`)}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function propertyAccess(access: FieldAccess['hubspot']) {
  if (access === null) return 'hidden' as const;
  return access.mayEdit ? ('readAndWrite' as const) : ('readOnly' as const);
}

function fieldAccess(access: FieldAccess['salesforce']) {
  if (access === null) return 'hidden' as const;
  if (access.mayEdit) return access.mayCreate ? ('readAndWrite' as const) : ('writeLater' as const);
  return access.mayCreate ? ('writeOnce' as const) : ('readOnly' as const);
}

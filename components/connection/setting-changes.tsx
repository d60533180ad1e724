'use client';

import { VisuallyHidden } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { SettingChangeView } from '#lib/contracts/audit.ts';
import styles from './connection.module.css';
import { useSettingValue } from './setting-values.ts';

/** More than this many changes fold away. */
const fewChanges = 5;

/** Each setting with its value before and after, in the words of the Contacts tab. */
export function SettingChanges({ changes }: { readonly changes: readonly SettingChangeView[] }) {
  const t = useTranslations('settingChanges');
  const list = (
    <ul className={styles.changes}>
      {changes.map((change) => (
        <SettingChange key={`${change.setting} ${change.subject}`} change={change} />
      ))}
    </ul>
  );
  if (changes.length <= fewChanges) return list;
  return (
    <details>
      <summary>{t('count', { count: changes.length })}</summary>
      {list}
    </details>
  );
}

function SettingChange({ change }: { readonly change: SettingChangeView }) {
  const t = useTranslations('settingChanges');
  const names = useTranslations('settingNames');
  const sayValue = useSettingValue();
  const { setting, subject, before, after } = change;
  return (
    <li className="breakable">
      {names(setting)}
      {subject !== null && ` · ${subject}`}:{' '}
      <span className={styles.before}>{sayValue(setting, before)}</span> <span aria-hidden="true">→</span>
      <VisuallyHidden>{t('becomes')}</VisuallyHidden> {sayValue(setting, after)}
    </li>
  );
}

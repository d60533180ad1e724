'use client';

import { Badge } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import type { ListOption } from '#lib/contracts/lists.ts';
import styles from './list-picker.module.css';

type ListOptionRowProps = {
  readonly list: ListOption;
  readonly isChosen: boolean;
  readonly isNew: boolean;
};

export function ListOptionRow({ list, isChosen, isNew }: ListOptionRowProps) {
  const t = useTranslations('listPicker');
  const common = useTranslations('common');
  const format = useFormatter();
  const facts = [
    list.size === null ? t('sizeUnknown') : common('contacts', { contacts: list.size }),
    list.updatedAt !== null &&
      t('changed', { date: format.dateTime(new Date(list.updatedAt), { dateStyle: 'medium' }) }),
  ].filter((fact) => fact !== false);
  return (
    <span className={styles.row}>
      <span className={styles.nameLine}>
        <span className={styles.name} data-chosen={isChosen || undefined} title={list.name}>
          {list.name}
        </span>
        {isNew && (
          <Badge size="sm" color="ember" variant="filled">
            {t('new')}
          </Badge>
        )}
        {list.isProcessing && (
          <Badge size="sm" color="gray" variant="outline" c="dimmed">
            {t('processing')}
          </Badge>
        )}
      </span>
      <span className={`${styles.facts} tabular`}>
        {list.refusal === null ? facts.join(' · ') : t(`refusals.${list.refusal}`)}
      </span>
    </span>
  );
}

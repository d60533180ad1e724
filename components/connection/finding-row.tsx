'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { FindingView } from '#lib/contracts/preflight.ts';
import { fixableCodes } from './fixable-codes.ts';
import styles from './preflight.module.css';

/** One thing that was looked at: how it is, who can change it, and how. */
export function FindingRow({ finding }: { readonly finding: FindingView }) {
  const t = useTranslations('preflight');
  const names = useTranslations('names');
  const what = useTranslations('findings');
  const how = useTranslations('findingFixes');
  const { code, status, side, fixer, detail } = finding;
  const fix = fixableCodes.find((each) => each === code);
  return (
    <li className={styles.finding} data-status={status}>
      <Text size="sm" className={styles.status}>
        {t(`statuses.${status}`)}
      </Text>
      <div>
        <Text size="sm" className="breakable">
          <span className={styles.side}>{names(side)}</span> {what(code, detail)}
        </Text>
        {fix && (
          <Text size="sm" c="dimmed" className="breakable">
            {fixer && t(`fixers.${fixer}`)} {how(fix, detail)}
          </Text>
        )}
      </div>
    </li>
  );
}

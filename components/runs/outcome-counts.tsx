'use client';

import { Anchor } from '@mantine/core';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { outcomeKinds } from '#lib/contracts/outcomes.ts';
import type { RunView } from '#lib/contracts/runs.ts';
import { useOutcomeWord } from './outcome-words.ts';
import styles from './runs.module.css';

/** How many records ended in which way; each leads to those records. `unchanged` is only counted. */
export function OutcomeCounts({ run }: { readonly run: RunView }) {
  const t = useTranslations('outcomes');
  const wordOf = useOutcomeWord(run);
  const format = useFormatter();
  const present = outcomeKinds.filter((kind) => run.counts[kind] > 0);
  return (
    <dl className={`${styles.counts} tabular`}>
      {present.map((kind) => (
        <div key={kind} className={styles.count} data-kind={kind}>
          <dt>{wordOf(kind, run.counts[kind])}</dt>
          <dd>
            {kind === 'unchanged' ? (
              format.number(run.counts[kind])
            ) : (
              <Anchor
                component={Link}
                href={`/runs/${run.runId}?outcome=${kind}`}
                aria-label={t('seeRecords', {
                  outcome: wordOf(kind, run.counts[kind]),
                  records: run.counts[kind],
                })}
                inherit
              >
                {format.number(run.counts[kind])}
              </Anchor>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

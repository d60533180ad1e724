'use client';

import { Anchor, Text, VisuallyHidden } from '@mantine/core';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { AttemptView } from '#lib/contracts/runs.ts';
import { useFaultSentence, useFixerSentence, useOutcomeWord, useReasonSentence } from './outcome-words.ts';
import styles from './runs.module.css';

export type RowPlace = {
  readonly index: number;
  readonly top: number;
  /** -1: nobody knows yet. */
  readonly total: number;
  readonly measure: (element: HTMLElement | null) => void;
};

type AttemptRowProps = {
  readonly attempt: AttemptView;
  /** Nothing of it happened. */
  readonly isDryRun?: boolean;
  /** Where the row stands in a list that draws only what is in view. */
  readonly place?: RowPlace;
  /** What named the record. */
  readonly occasion?: ReactNode;
  /** Ways on, beside those to both platforms. */
  readonly actions?: ReactNode;
};

/** What became of one record: the outcome, why, and each value before and after. */
export function AttemptRow({ attempt, isDryRun = false, place, occasion, actions }: AttemptRowProps) {
  const t = useTranslations('attempt');
  const wordOf = useOutcomeWord({ isDryRun });
  const describeReason = useReasonSentence();
  const describeFixer = useFixerSentence();
  const describeFault = useFaultSentence();
  const reason = describeReason(attempt);
  const fixer = attempt.failure && describeFixer(attempt.failure.fixer);
  return (
    <li className={styles.attempt} {...(place && placeProps(place))}>
      <Identity attempt={attempt} occasion={occasion} actions={actions} />
      <div>
        <Text fw={600} size="sm" span>
          {wordOf(attempt.outcome, 1)}
        </Text>
        {attempt.failure?.isRetryable && (
          <Text size="xs" c="dimmed" span>
            {' '}
            · {t('willRetry')}
          </Text>
        )}
        {reason && (
          <Text size="sm" className="breakable">
            {reason}
          </Text>
        )}
        {fixer && (
          <Text size="sm" c="dimmed">
            {fixer}
          </Text>
        )}
        <Changes changes={attempt.changes} isDryRun={isDryRun} />
        <ul className={styles.changes}>
          {attempt.faults.map((fault) => (
            <li key={`${fault.side}.${fault.field}`} className="breakable">
              {describeFault(fault)}
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}

function placeProps({ index, top, total, measure }: RowPlace) {
  return {
    ref: measure,
    'data-index': index,
    'data-placed': true,
    'aria-setsize': total,
    'aria-posinset': index + 1,
    style: { transform: `translateY(${top}px)` },
  };
}

/** More than this many values fold away, so that new records do not bury the rest of the list. */
const fewChanges = 3;

function Changes({ changes, isDryRun }: Pick<AttemptView, 'changes'> & { readonly isDryRun: boolean }) {
  const t = useTranslations('attempt');
  const names = useTranslations('names');
  const list = (
    <ul className={styles.changes}>
      {changes.map((change) => (
        <li key={`${change.side}.${change.field}`} className="breakable">
          {names(change.side)} · {change.field}:{' '}
          <span className={styles.before}>{change.before ?? t('blank')}</span>{' '}
          <span aria-hidden="true">→</span>
          <VisuallyHidden>{t('becomes')}</VisuallyHidden> {change.after ?? t('blank')}
        </li>
      ))}
    </ul>
  );
  if (changes.length <= fewChanges) return list;
  return (
    <details className={styles.fold}>
      <summary>
        {isDryRun
          ? t('valuesPredicted', { values: changes.length })
          : t('values', { values: changes.length })}
      </summary>
      {list}
    </details>
  );
}

type IdentityProps = Pick<AttemptRowProps, 'attempt' | 'occasion' | 'actions'>;

/** Who, when and on what occasion, and the ways on from there. */
function Identity({ attempt, occasion, actions }: IdentityProps) {
  const t = useTranslations('attempt');
  const format = useFormatter();
  const { hubspotUrl, salesforceUrl, salesforceType, membership } = attempt;
  const who = attempt.email ?? attempt.hubspotContactId ?? attempt.salesforceId;
  return (
    <div>
      {who === null ? (
        <Text size="sm" className={styles.person}>
          {t('noEmail')}
        </Text>
      ) : (
        <Anchor
          component={Link}
          href={`/lookup?${new URLSearchParams({ who })}`}
          prefetch={false}
          size="sm"
          className={`${styles.person} breakable`}
        >
          {attempt.email ?? t('noEmail')}
        </Anchor>
      )}
      <Text size="xs" c="dimmed" className="tabular">
        {format.dateTime(new Date(attempt.at), { dateStyle: 'medium', timeStyle: 'medium' })}
        {membership && ` · ${t(`membership.${membership.answer}`)}`}
      </Text>
      {occasion}
      <div className={styles.links}>
        {hubspotUrl && (
          <Anchor href={hubspotUrl} target="_blank" rel="noopener" size="xs">
            {t('openHubspot')}
          </Anchor>
        )}
        {salesforceUrl && salesforceType && (
          <Anchor href={salesforceUrl} target="_blank" rel="noopener" size="xs">
            {t('openSalesforce', { salesforceType })}
          </Anchor>
        )}
        {actions}
      </div>
    </div>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Overview } from '#lib/contracts/overview.ts';
import styles from './connection.module.css';

export type AccountFact = { readonly term: string; readonly value: ReactNode };

/** What is known of a connected account, one fact a line. */
export function AccountFacts({ facts }: { readonly facts: readonly AccountFact[] }) {
  return (
    <dl className={`${styles.facts} tabular`}>
      {facts.map(({ term, value }) => (
        <div key={term} className={styles.fact}>
          <dt>{term}</dt>
          <dd className="breakable">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** In words, never by colour alone. */
export function ConnectionStatus({ status }: { readonly status: Overview['hubspot']['status'] }) {
  const t = useTranslations('connectionStatus');
  return (
    <span className={styles.status} data-status={status}>
      {t(status)}
    </span>
  );
}

'use client';

import { Anchor } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import tableStyles from '#components/table.module.css';
import type { Explanation } from '#lib/contracts/explain.ts';
import styles from './lookup.module.css';

type Candidate = Explanation['candidates'][number];

/** Every Salesforce record with one of the person's addresses, the best match first. */
export function CandidatesTable({ explanation }: { readonly explanation: Explanation }) {
  const t = useTranslations('lookup.candidates');
  return (
    <table className={`${tableStyles.table} ${styles.candidates} tabular`} aria-label={t('title')}>
      <thead>
        <tr>
          <th>{t('record')}</th>
          <th>{t('email')}</th>
          <th>{t('created')}</th>
          <th>{t('standing')}</th>
        </tr>
      </thead>
      <tbody>
        {explanation.candidates.map((candidate) => (
          <CandidateRow key={candidate.salesforceId} candidate={candidate} explanation={explanation} />
        ))}
      </tbody>
    </table>
  );
}

type CandidateRowProps = { readonly candidate: Candidate; readonly explanation: Explanation };

function CandidateRow({ candidate, explanation }: CandidateRowProps) {
  const t = useTranslations('lookup.candidates');
  const format = useFormatter();
  const { salesforceType, salesforceId, url, createdAt, isConverted } = candidate;
  const name = `${salesforceType} ${salesforceId}`;
  return (
    <tr>
      <td>
        {url === null ? (
          name
        ) : (
          <Anchor href={url} target="_blank" rel="noopener" inherit>
            {name}
          </Anchor>
        )}
      </td>
      <td>{candidate.email}</td>
      <td>{format.dateTime(new Date(createdAt), { dateStyle: 'medium' })}</td>
      <td>
        {t(`standings.${standingOf(candidate, explanation)}`)}
        {isConverted && ` · ${t('converted')}`}
      </td>
    </tr>
  );
}

function standingOf({ linkedTo, salesforceId }: Candidate, { contact, record }: Explanation) {
  if (linkedTo !== null) return linkedTo === contact?.hubspotContactId ? 'own' : 'elsewhere';
  return salesforceId === record?.salesforceId ? 'chosen' : 'free';
}

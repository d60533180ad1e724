'use client';

import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import tableStyles from '#components/table.module.css';
import { useMayEdit } from '#lib/client/overview.ts';
import type { Explanation } from '#lib/contracts/explain.ts';
import styles from './lookup.module.css';
import { PinStep } from './pin-step.tsx';

type Candidate = Explanation['candidates'][number];

/** Every Salesforce record with one of the person's addresses, the best match first; another one can be pinned. */
export function CandidatesTable({ explanation }: { readonly explanation: Explanation }) {
  const t = useTranslations('lookup.candidates');
  const [asked, setAsked] = useState<Candidate | null>(null);
  const { candidates, contact, link } = explanation;
  const isOpen = candidates.length > 1 && contact !== null && link === null;
  return (
    <Stack gap="sm">
      {isOpen && <Text size="sm">{t('ambiguous')}</Text>}
      <table
        className={`${tableStyles.table} ${tableStyles.stacked} ${styles.candidates} tabular`}
        aria-label={t('title')}
      >
        <thead>
          <tr>
            <th>{t('record')}</th>
            <th>{t('email')}</th>
            <th>{t('created')}</th>
            <th>{t('standing')}</th>
            <th>{t('decide')}</th>
          </tr>
        </thead>
        <tbody>
          {candidates.map((candidate) => (
            <CandidateRow
              key={candidate.salesforceId}
              candidate={candidate}
              explanation={explanation}
              onPin={() => setAsked(candidate)}
            />
          ))}
        </tbody>
      </table>
      {contact && (
        <PinStep
          hubspotContactId={contact.hubspotContactId}
          asked={asked}
          isLinked={link !== null}
          onDone={() => setAsked(null)}
        />
      )}
    </Stack>
  );
}

type CandidateRowProps = {
  readonly candidate: Candidate;
  readonly explanation: Explanation;
  readonly onPin: () => void;
};

function CandidateRow({ candidate, explanation, onPin }: CandidateRowProps) {
  const t = useTranslations('lookup.candidates');
  const format = useFormatter();
  const mayEdit = useMayEdit();
  const { salesforceType, salesforceId, url, createdAt, isConverted } = candidate;
  const name = `${salesforceType} ${salesforceId}`;
  return (
    <tr>
      <th scope="row" className={styles.fieldName}>
        {url === null ? (
          name
        ) : (
          <Anchor href={url} target="_blank" rel="noopener" inherit>
            {name}
          </Anchor>
        )}
      </th>
      <td data-label={t('email')}>{candidate.email}</td>
      <td data-label={t('created')}>{format.dateTime(new Date(createdAt), { dateStyle: 'medium' })}</td>
      <td data-label={t('standing')}>
        {t(`standings.${standingOf(candidate, explanation)}`)}
        {isConverted && ` · ${t('converted')}`}
      </td>
      <td>
        {canBePinned(candidate, explanation) && (
          <Button
            size="compact-xs"
            variant="default"
            disabled={!mayEdit}
            aria-label={t('pinNamed', { record: name })}
            onClick={onPin}
          >
            {t('pin')}
          </Button>
        )}
      </td>
    </tr>
  );
}

function standingOf({ linkedTo, salesforceId }: Candidate, { contact, record }: Explanation) {
  if (linkedTo !== null) return linkedTo === contact?.hubspotContactId ? 'own' : 'elsewhere';
  return salesforceId === record?.salesforceId ? 'chosen' : 'free';
}

/** The server refuses everything else, and says why; only what is sure to be refused is not offered. */
function canBePinned({ linkedTo, isConverted, salesforceId }: Candidate, { contact, link }: Explanation) {
  if (contact === null || contact.email === null || isConverted) return false;
  const isPinnedAlready = link?.isPinned === true && link.salesforceId === salesforceId;
  return !isPinnedAlready && (linkedTo === null || linkedTo === contact.hubspotContactId);
}

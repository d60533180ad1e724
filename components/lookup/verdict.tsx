'use client';

import { Text } from '@mantine/core';
import { useLocale, useTranslations } from 'next-intl';
import { useCauseSentence } from '#components/runs/outcome-words.ts';
import type { Explanation, ExplanationCode } from '#lib/contracts/explain.ts';
import styles from './lookup.module.css';

/** What a decision comes down to for the one who asks. */
const verdicts = {
  not_found: 'stays_out',
  in_sync: 'in_sync',
  would_update: 'will_sync',
  would_link: 'will_sync',
  would_create_in_salesforce: 'will_sync',
  would_create_in_hubspot: 'will_sync',
  would_sync_once: 'will_sync',
  would_archive: 'will_sync',
  excluded: 'stays_out',
  list_unusable: 'needs_person',
  list_being_evaluated: 'waits',
  no_email: 'stays_out',
  no_salesforce_record: 'stays_out',
  creation_disabled: 'stays_out',
  person_account: 'stays_out',
  other_record_linked: 'stays_out',
  hubspot_contact_gone: 'stays_out',
  salesforce_record_gone: 'stays_out',
  salesforce_record_not_visible: 'needs_person',
  link_conflict: 'needs_person',
  cannot_sync: 'needs_person',
} as const satisfies Record<ExplanationCode, string>;

/** Whether the person syncs and why, in one sentence. */
export function Verdict({ explanation }: { readonly explanation: Explanation }) {
  const t = useTranslations('lookup.verdicts');
  const locale = useLocale();
  const describeCause = useCauseSentence();
  const verdict = verdicts[explanation.code];
  return (
    <div className={styles.verdict} data-verdict={verdict} role="status">
      <Text fw={600} size="sm" className={styles.verdictWord}>
        {t(verdict)}
      </Text>
      <Text className={`${styles.sentence} breakable`}>
        {locale === 'it' ? explanation.sentences.it : explanation.sentences.en}
      </Text>
      {explanation.failure && (
        <Text size="sm" mt={4} className="breakable">
          {describeCause(explanation.failure)}
        </Text>
      )}
    </div>
  );
}

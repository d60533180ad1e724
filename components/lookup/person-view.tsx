'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { Section } from '#components/section.tsx';
import { useExplanation } from '#lib/client/explain.ts';
import type { Explanation } from '#lib/contracts/explain.ts';
import { CandidatesTable } from './candidates-table.tsx';
import { ComparisonTable } from './comparison-table.tsx';
import { LookAgain } from './look-again.tsx';
import { PendingList } from './pending-list.tsx';
import { PersonFacts } from './person-facts.tsx';
import { PersonHistory } from './person-history.tsx';
import { ResyncPerson } from './resync-person.tsx';
import { Verdict } from './verdict.tsx';

/** Everything about one person: whether they sync, why, and what happened. */
export function PersonView({ who }: { readonly who: string }) {
  const t = useTranslations('lookup');
  const explanations = useTranslations('explanations');
  const explanation = useExplanation(who);
  const { data, error } = explanation;
  if (data) return <Known who={who} explanation={data} lookAgain={<LookAgain query={explanation} />} />;
  if (error?.code === 'not_found') {
    return (
      <Section name="person" title={who} aside={<LookAgain query={explanation} />}>
        <Text size="lg" role="status">
          {explanations('not_found')}
        </Text>
        <Text c="dimmed" mt="xs">
          {t('notFoundHint')}
        </Text>
      </Section>
    );
  }
  return (
    <Section name="person" title={who}>
      {error ? (
        <ProblemAlert
          title={t('unreadable')}
          problem={error}
          onRetry={() => explanation.refetch()}
          isRetrying={explanation.isFetching}
        />
      ) : (
        <div role="status" aria-label={t('loading')}>
          <Placeholder height={320} lines={9} />
        </div>
      )}
    </Section>
  );
}

type KnownProps = {
  readonly who: string;
  readonly explanation: Explanation;
  readonly lookAgain: ReactNode;
};

function Known({ who, explanation, lookAgain }: KnownProps) {
  const t = useTranslations('lookup');
  const { contact, record, candidates, pending, fields } = explanation;
  return (
    <>
      <Section name="person" title={contact?.email ?? record?.email ?? who} aside={lookAgain}>
        <Verdict explanation={explanation} />
        <PersonFacts explanation={explanation} />
        <ResyncPerson hubspotContactId={contact?.hubspotContactId ?? null} />
      </Section>
      {(contact !== null || record !== null) && fields.length > 0 && (
        <Section name="fields" title={t('fields.title')} explanation={t('fields.explanation')}>
          <ComparisonTable explanation={explanation} />
        </Section>
      )}
      {candidates.length > 0 && (
        <Section name="candidates" title={t('candidates.title')} explanation={t('candidates.explanation')}>
          <CandidatesTable explanation={explanation} />
        </Section>
      )}
      <Section name="pending" title={t('pending.title')} explanation={t('pending.explanation')}>
        <PendingList pending={pending} />
      </Section>
      <Section name="history" title={t('history.title')} explanation={t('history.explanation')}>
        <PersonHistory explanation={explanation} />
      </Section>
    </>
  );
}

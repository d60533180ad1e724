'use client';

import { Alert, Anchor, Badge, Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { ProblemAlert } from '#components/problem-text.tsx';
import { useOutcomeWord } from '#components/runs/outcome-words.ts';
import { impactFilePath, useImpactContacts } from '#lib/client/impact.ts';
import type { Impact, ImpactContacts, ImpactKind } from '#lib/contracts/impact.ts';
import { outcomeKinds } from '#lib/contracts/outcomes.ts';
import { useCostSentence } from './cost-sentence.ts';
import styles from './impact.module.css';

const kinds = ['start', 'stop', 'unchanged', 'create'] as const satisfies readonly ImpactKind[];

/** The counts of a finished impact, what a resync would cost, and some of the people behind it. */
export function ImpactResult({ impact }: { readonly impact: Impact }) {
  const t = useTranslations('impact');
  const format = useFormatter();
  const describeCost = useCostSentence();
  return (
    <Stack gap="md">
      {impact.isLarge && <LargeChange impact={impact} />}
      {impact.isEstimate && (
        <Group gap="xs" align="baseline">
          <Badge variant="default" radius="sm">
            {t('estimate')}
          </Badge>
          <Text size="sm">{t('estimateMeaning', { sampled: impact.sampled })}</Text>
        </Group>
      )}
      <dl className={`${styles.counts} tabular`}>
        {kinds.map((kind) => (
          <div key={kind}>
            <dt>{t(`kinds.${kind}`)}</dt>
            <dd>
              {impact.isEstimate && '≈ '}
              {format.number(countOf(impact, kind))}
            </dd>
          </div>
        ))}
      </dl>
      <div>
        <Text size="sm" className="tabular">
          {t('cost')} {describeCost(impact.cost)}
        </Text>
        <Outcomes impact={impact} />
      </div>
      <Sample impact={impact} />
      <Anchor href={impactFilePath(impact.impactId)} download size="sm">
        {t('file')}
      </Anchor>
    </Stack>
  );
}

function countOf({ counts }: Impact, kind: ImpactKind): number {
  return kind === 'create' ? counts.creates : counts[kind];
}

function LargeChange({ impact: { counts, linked } }: { readonly impact: Impact }) {
  const t = useTranslations('impact');
  return (
    <Alert color="yellow" title={t('large', { stop: counts.stop, linked })}>
      <Text size="sm">{t('largeMeaning')}</Text>
    </Alert>
  );
}

/** What a resync after the change would come to, in one line. */
function Outcomes({ impact }: { readonly impact: Impact }) {
  const t = useTranslations('impact');
  const format = useFormatter();
  const wordOf = useOutcomeWord({ isDryRun: true });
  const outcomes = outcomeKinds.flatMap((kind) => {
    const count = impact.counts.outcomes[kind] ?? 0;
    return count > 0 ? [`${wordOf(kind, count)} ${format.number(count)}`] : [];
  });
  if (outcomes.length === 0) return null;
  return (
    <Text size="sm" c="dimmed" className="tabular">
      {t('outcomes', { outcomes: outcomes.join(' · ') })}
    </Text>
  );
}

/** Begins with what needs a person's eyes most. */
function Sample({ impact }: { readonly impact: Impact }) {
  const t = useTranslations('impact');
  const present = kinds.filter((kind) => countOf(impact, kind) > 0);
  const [chosen, setChosen] = useState<ImpactKind | null>(null);
  const kind = chosen ?? (present.includes('stop') ? 'stop' : present[0]);
  if (kind === undefined) return null;
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm" fw={600}>
        {t('sample')}
      </Text>
      <div className={styles.scrolled}>
        <SegmentedControl
          aria-label={t('sampleKind')}
          size="xs"
          orientation="horizontal"
          value={kind}
          onChange={(value) => setChosen(kinds.find((each) => each === value) ?? null)}
          data={present.map((each) => ({ value: each, label: t(`kinds.${each}`) }))}
        />
      </div>
      <People impactId={impact.impactId} kind={kind} />
    </Stack>
  );
}

function People({ impactId, kind }: { readonly impactId: string; readonly kind: ImpactKind }) {
  const t = useTranslations('impact');
  const contacts = useImpactContacts(impactId, kind);
  if (contacts.isError && !contacts.data) {
    return (
      <ProblemAlert
        title={t('sampleUnreadable')}
        problem={contacts.error}
        onRetry={() => contacts.refetch()}
        isRetrying={contacts.isFetching}
      />
    );
  }
  if (!contacts.data) return <Skeleton height={96} />;
  if (contacts.data.contacts.length === 0) return <Text size="sm">{t('noneOfKind')}</Text>;
  return (
    <ul className={styles.people} style={{ alignSelf: 'stretch' }}>
      {contacts.data.contacts.map((contact) => (
        <Person key={contact.hubspotContactId} contact={contact} />
      ))}
    </ul>
  );
}

function Person({ contact }: { readonly contact: ImpactContacts['contacts'][number] }) {
  const t = useTranslations('impact');
  const wordOf = useOutcomeWord({ isDryRun: true });
  const { email, hubspotContactId, hubspotUrl, outcome } = contact;
  return (
    <li>
      <Anchor href={hubspotUrl} target="_blank" rel="noopener" size="sm" className="breakable">
        {email ?? t('noEmail', { contactId: hubspotContactId })}
      </Anchor>
      {outcome && (
        <Text size="sm" c="dimmed" span>
          {wordOf(outcome, 1)}
        </Text>
      )}
    </li>
  );
}

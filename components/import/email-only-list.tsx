'use client';

import { Anchor, Stack, Text } from '@mantine/core';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { MoreButton } from '#components/more-button.tsx';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import tableStyles from '#components/table.module.css';
import { useEmailOnly } from '#lib/client/import.ts';
import type { EmailOnlyResponse } from '#lib/contracts/import.ts';

/** People of whom HubSpot has the address and nothing else, each with the way to see why. */
export function EmailOnlyList() {
  const t = useTranslations('emailOnly');
  const attempts = useTranslations('attempts');
  const people = useEmailOnly();
  if (!people.data) {
    return people.isError ? (
      <ProblemAlert title={t('unreadable')} problem={people.error} onRetry={() => people.refetch()} />
    ) : (
      <Placeholder height={120} lines={3} />
    );
  }
  const shown = people.data.pages.flatMap((page) => page.people);
  const total = people.data.pages.at(-1)?.total ?? 0;
  if (shown.length === 0) return <Text c="dimmed">{t('none')}</Text>;
  return (
    <Stack gap="sm">
      <Text size="sm" className="tabular">
        {t('total', { total, shown: shown.length })}
      </Text>
      <table className={`${tableStyles.table} ${tableStyles.stacked} tabular`} aria-label={t('title')}>
        <thead>
          <tr>
            <th>{t('person')}</th>
            <th>{t('record')}</th>
            <th>{t('since')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((person) => (
            <PersonRow key={person.hubspotContactId} person={person} />
          ))}
        </tbody>
      </table>
      <MoreButton pages={people} label={attempts('more')} />
    </Stack>
  );
}

function PersonRow({ person }: { readonly person: EmailOnlyResponse['people'][number] }) {
  const t = useTranslations('emailOnly');
  const attempt = useTranslations('attempt');
  const format = useFormatter();
  const { email, hubspotContactId, hubspotUrl, salesforceType, salesforceId, salesforceUrl, since } = person;
  const who = email ?? hubspotContactId;
  return (
    <tr>
      <td>
        {email ?? attempt('noEmail')}
        <div>
          <Anchor
            component={Link}
            href={`/lookup?${new URLSearchParams({ who })}`}
            size="xs"
            aria-label={t('whyOf', { person: who })}
          >
            {t('why')}
          </Anchor>
          {' · '}
          <Anchor href={hubspotUrl} target="_blank" rel="noopener" size="xs">
            {attempt('openHubspot')}
          </Anchor>
        </div>
      </td>
      <td data-label={t('record')}>
        {salesforceUrl === null ? (
          `${salesforceType} ${salesforceId}`
        ) : (
          <Anchor href={salesforceUrl} target="_blank" rel="noopener" size="sm">
            {salesforceType} {salesforceId}
          </Anchor>
        )}
      </td>
      <td>{format.dateTime(new Date(since), { dateStyle: 'medium', timeStyle: 'short' })}</td>
    </tr>
  );
}

import { Text } from '@mantine/core';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PersonView } from '#components/lookup/person-view.tsx';
import { readParameter, type SearchParameters } from '#components/search-parameters.ts';
import { Section } from '#components/section.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('lookup');
  return { title: t('title') };
}

type LookupPageProps = { readonly searchParams: Promise<SearchParameters> };

export default async function LookupPage({ searchParams }: LookupPageProps) {
  const [query, t] = await Promise.all([searchParams, getTranslations('lookup')]);
  const who = readParameter(query, 'who')?.trim();
  if (who) return <PersonView key={who} who={who} />;
  return (
    <Section name="person" title={t('title')} explanation={t('explanation')}>
      <Text c="dimmed">{t('nobodyYet')}</Text>
    </Section>
  );
}

import type { Metadata } from 'next';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { BackLink } from '#components/health/back-link.tsx';
import { StandingRecords } from '#components/health/standing-records.tsx';
import { Section } from '#components/section.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('tabs.names');
  return { title: t('health') };
}

export default function StandingPage() {
  const t = useTranslations('health');
  return (
    <Section
      name="records"
      title={t('standing.title')}
      explanation={t('records.explanation')}
      aside={<BackLink />}
    >
      <StandingRecords />
    </Section>
  );
}

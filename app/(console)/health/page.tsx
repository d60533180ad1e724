import type { Metadata } from 'next';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { ChartSection } from '#components/health/chart-section.tsx';
import { ConnectionCards } from '#components/health/connection-cards.tsx';
import { DriftCheck } from '#components/health/drift-check.tsx';
import { FailingTable } from '#components/health/failing-table.tsx';
import { ParkedWork } from '#components/health/parked-work.tsx';
import { RecoveryBanner } from '#components/health/recovery-banner.tsx';
import { StandingTiles } from '#components/health/standing-tiles.tsx';
import { Section } from '#components/section.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('tabs.names');
  return { title: t('health') };
}

export default function HealthPage() {
  const t = useTranslations('health');
  const failing = useTranslations('failing');
  const driftCheck = useTranslations('driftCheck');
  return (
    <>
      <RecoveryBanner />
      <Section name="standing" title={t('standing.title')} explanation={t('standing.explanation')}>
        <StandingTiles />
      </Section>
      <Section name="failing" title={failing('title')} explanation={failing('explanation')}>
        <FailingTable />
      </Section>
      <Section name="parked" title={t('parked.title')} explanation={t('parked.explanation')}>
        <ParkedWork />
      </Section>
      <Section name="drift-check" title={driftCheck('title')} explanation={driftCheck('explanation')}>
        <DriftCheck />
      </Section>
      <Section name="links" title={t('links.title')} explanation={t('links.explanation')}>
        <ConnectionCards />
      </Section>
      <Section name="charts" title={t('charts.title')} explanation={t('charts.explanation')}>
        <ChartSection />
      </Section>
    </>
  );
}

import type { Metadata } from 'next';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { RunsTable } from '#components/runs/runs-table.tsx';
import { Section } from '#components/section.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('tabs.names');
  return { title: t('activity') };
}

export default function ActivityPage() {
  const t = useTranslations('activity');
  return (
    <Section name="runs" title={t('title')} explanation={t('explanation')}>
      <RunsTable />
    </Section>
  );
}

import type { Metadata } from 'next';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { HistoryList } from '#components/runs/history-list.tsx';
import { RunsTable } from '#components/runs/runs-table.tsx';
import { Section } from '#components/section.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('tabs.names');
  return { title: t('activity') };
}

export default function ActivityPage() {
  const t = useTranslations();
  return (
    <>
      <Section name="runs" title={t('activity.title')} explanation={t('activity.explanation')}>
        <RunsTable />
      </Section>
      <Section name="history" title={t('history.title')} explanation={t('history.explanation')}>
        <HistoryList />
      </Section>
    </>
  );
}

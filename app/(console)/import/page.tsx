import type { Metadata } from 'next';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { EmailOnlyList } from '#components/import/email-only-list.tsx';
import { ImportPanel } from '#components/import/import-panel.tsx';
import { ImportsTable } from '#components/import/imports-table.tsx';
import { Section } from '#components/section.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('tabs.names');
  return { title: t('import') };
}

export default function ImportPage() {
  const t = useTranslations();
  return (
    <>
      <Section name="import" title={t('import.title')} explanation={t('import.explanation')}>
        <ImportPanel />
      </Section>
      <Section name="imports" title={t('imports.title')} explanation={t('imports.explanation')}>
        <ImportsTable />
      </Section>
      <Section name="email-only" title={t('emailOnly.title')} explanation={t('emailOnly.explanation')}>
        <EmailOnlyList />
      </Section>
    </>
  );
}

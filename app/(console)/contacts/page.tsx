import type { Metadata } from 'next';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { AutomaticCreation } from '#components/contacts/automatic-creation.tsx';
import { CreatingSection } from '#components/contacts/creating-section.tsx';
import { DeletingSection } from '#components/contacts/deleting-section.tsx';
import { JoiningRules } from '#components/contacts/joining-rules.tsx';
import { LimitSyncSection } from '#components/contacts/limit-sync-section.tsx';
import { MappingsTable } from '#components/contacts/mappings-table.tsx';
import { Section } from '#components/section.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('tabs.names');
  return { title: t('contacts') };
}

/** HubSpot's own order of sections. */
export default function ContactsPage() {
  const t = useTranslations();
  return (
    <>
      <Section name="creating" title={t('creating.title')} explanation={t('creating.explanation')}>
        <CreatingSection />
        <AutomaticCreation />
      </Section>
      <Section name="deleting" title={t('deleting.title')} explanation={t('deleting.explanation')}>
        <DeletingSection />
      </Section>
      <Section name="limit-sync" title={t('limitSync.title')} explanation={t('limitSync.explanation')}>
        <LimitSyncSection />
        <JoiningRules />
      </Section>
      <Section name="field-mappings" title={t('mappings.title')} explanation={t('mappings.explanation')}>
        <MappingsTable />
      </Section>
    </>
  );
}

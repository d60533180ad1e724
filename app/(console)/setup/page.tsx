import type { Metadata } from 'next';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { Preflight } from '#components/connection/preflight.tsx';
import { Section } from '#components/section.tsx';
import { SetupSteps } from '#components/setup/setup-steps.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('setup');
  return { title: t('title') };
}

export default function SetupPage() {
  const t = useTranslations();
  return (
    <>
      <Section name="setup" title={t('setup.title')} explanation={t('setup.explanation')}>
        <SetupSteps />
      </Section>
      <Section name="preflight" title={t('preflight.title')} explanation={t('preflight.explanation')}>
        <Preflight />
      </Section>
    </>
  );
}

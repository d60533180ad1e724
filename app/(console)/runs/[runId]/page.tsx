import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AttemptsList } from '#components/runs/attempts-list.tsx';
import { RunSection } from '#components/runs/run-section.tsx';
import { Section } from '#components/section.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('run');
  return { title: t('title') };
}

export default async function RunPage({ params }: { readonly params: Promise<{ runId: string }> }) {
  const [{ runId }, t] = await Promise.all([params, getTranslations()]);
  return (
    <>
      <RunSection runId={runId} />
      <Section name="records" title={t('attempts.title')} explanation={t('attempts.explanation')}>
        <AttemptsList runId={runId} />
      </Section>
    </>
  );
}

import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AttemptsList } from '#components/runs/attempts-list.tsx';
import { RunSummary } from '#components/runs/run-summary.tsx';
import { Section } from '#components/section.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('run');
  return { title: t('title') };
}

export default async function RunPage({ params }: { readonly params: Promise<{ runId: string }> }) {
  const [{ runId }, t] = await Promise.all([params, getTranslations()]);
  return (
    <>
      <Section name="run" title={t('run.title')}>
        <RunSummary runId={runId} />
      </Section>
      <Section name="records" title={t('attempts.title')} explanation={t('attempts.explanation')}>
        <AttemptsList runId={runId} />
      </Section>
    </>
  );
}

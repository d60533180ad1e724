'use client';

import { useTranslations } from 'next-intl';
import styles from './import.module.css';

const steps = ['choose', 'preview', 'import'] as const;

/** The steps of the wizard, and the one a person is at. */
export function StepList({ current }: { readonly current: (typeof steps)[number] }) {
  const t = useTranslations('import');
  return (
    <ol className={styles.steps} aria-label={t('steps.label')}>
      {steps.map((step) => (
        <li key={step} aria-current={step === current ? 'step' : undefined}>
          {t(`steps.${step}`)}
        </li>
      ))}
    </ol>
  );
}

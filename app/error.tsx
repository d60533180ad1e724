'use client';

import { useTranslations } from 'next-intl';
import { MessagePage } from '#components/message-page.tsx';

type ErrorPageProps = { readonly error: Error & { digest?: string }; readonly reset: () => void };

/** A screen that failed to draw; what was saved is saved. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  const t = useTranslations('errorPage');
  return (
    <MessagePage
      title={t('title')}
      text={error.digest ? t('textWithReference', { reference: error.digest }) : t('text')}
      onRetry={reset}
    />
  );
}

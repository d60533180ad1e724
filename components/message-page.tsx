'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { BrandMark } from './frame/brand-mark.tsx';
import styles from './message-page.module.css';

type MessagePageProps = {
  readonly title: string;
  readonly text: string;
  readonly onRetry?: () => void;
};

/**
 * A page that has one thing to say and a way on. Every page carries it in case it is needed, so it is laid out without
 * the component library.
 */
export function MessagePage({ title, text, onRetry }: MessagePageProps) {
  const t = useTranslations('common');
  const names = useTranslations('names');
  return (
    <main className={styles.page}>
      <p className={styles.brand}>
        <BrandMark />
        {names('product')}
      </p>
      <h1 className={styles.title}>{title}</h1>
      <p className={styles.text}>{text}</p>
      <div className={styles.ways}>
        {onRetry && (
          <Button color="ember" onClick={onRetry}>
            {t('retry')}
          </Button>
        )}
        <Button component={Link} href="/contacts" variant="default">
          {t('toContacts')}
        </Button>
      </div>
    </main>
  );
}

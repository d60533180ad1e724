'use client';

import { Button, Group } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import styles from './signin/signin.module.css';

type MessagePageProps = {
  readonly title: string;
  readonly text: string;
  readonly onRetry?: () => void;
};

/** A page that has one thing to say and a way on. */
export function MessagePage({ title, text, onRetry }: MessagePageProps) {
  const t = useTranslations('common');
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.lead}>{text}</p>
        <Group gap="sm">
          {onRetry && (
            <Button color="ember" onClick={onRetry}>
              {t('retry')}
            </Button>
          )}
          <Button component={Link} href="/contacts" variant="default">
            {t('toContacts')}
          </Button>
        </Group>
      </div>
    </main>
  );
}

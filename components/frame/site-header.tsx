import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Suspense } from 'react';
import { AccountMenu } from './account-menu.tsx';
import { BrandMark } from './brand-mark.tsx';
import styles from './frame.module.css';
import { LookupField } from './lookup-field.tsx';

export function SiteHeader() {
  const t = useTranslations('names');
  return (
    <header className={styles.header}>
      <div className={styles.headerRow}>
        <Link href="/contacts" className={styles.brand}>
          <BrandMark />
          {t('product')}
        </Link>
        <Suspense fallback={<div className={styles.lookup} />}>
          <LookupField />
        </Suspense>
        <AccountMenu />
      </div>
    </header>
  );
}

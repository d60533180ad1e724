import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Breadcrumb } from '#components/frame/breadcrumb.tsx';
import { ConnectionStrip } from '#components/frame/connection-strip.tsx';
import styles from '#components/frame/frame.module.css';
import { SiteHeader } from '#components/frame/site-header.tsx';
import { TabLinks } from '#components/frame/tab-links.tsx';

export default function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('frame');
  const names = useTranslations('names');
  return (
    <>
      <a className={styles.skipLink} href="#content">
        {t('skipToContent')}
      </a>
      <SiteHeader />
      <main className={styles.column}>
        <Breadcrumb />
        <h1 className={styles.pageTitle}>{names('salesforce')}</h1>
        <TabLinks />
        <ConnectionStrip />
        <div id="content" tabIndex={-1} className={styles.content}>
          {children}
        </div>
      </main>
    </>
  );
}

'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import styles from './frame.module.css';

/** Each tab with the paths that belong to it. */
const tabs = [
  { key: 'contacts', href: '/contacts', paths: ['/contacts'] },
  { key: 'import', href: '/import', paths: ['/import'] },
  { key: 'health', href: '/health', paths: ['/health'] },
  { key: 'activity', href: '/activity', paths: ['/activity', '/runs'] },
  { key: 'connection', href: '/connection', paths: ['/connection', '/setup'] },
] as const;

/** The tab a page belongs to; pages of no tab have none. */
function hrefOf(pathname: string): string | undefined {
  return tabs.find(({ paths }) => paths.some((path) => pathname.startsWith(path)))?.href;
}

export function TabLinks() {
  const t = useTranslations('tabs');
  const pathname = usePathname();
  const list = useRef<HTMLUListElement>(null);
  // On a narrow screen the row is longer than the page is wide, and the tab somebody is on could be out of sight.
  useEffect(() => {
    const row = list.current;
    const current = row?.querySelector<HTMLElement>(`a[href="${hrefOf(pathname)}"]`);
    if (!row || !current) return;
    const watcher = new ResizeObserver(() => {
      row.scrollLeft = current.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
    });
    watcher.observe(row);
    return () => watcher.disconnect();
  }, [pathname]);
  return (
    <nav aria-label={t('label')}>
      <ul ref={list} className={styles.tabs}>
        {tabs.map(({ key, href }) => (
          <li key={key}>
            <Link
              href={href}
              className={styles.tab}
              aria-current={href === hrefOf(pathname) ? 'page' : undefined}
            >
              {t(`names.${key}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

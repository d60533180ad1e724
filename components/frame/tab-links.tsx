'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import styles from './frame.module.css';

/** Each tab with the paths that belong to it. */
const tabs = [
  { key: 'contacts', href: '/contacts', paths: ['/contacts'] },
  { key: 'import', href: '/import', paths: ['/import'] },
  { key: 'health', href: '/health', paths: ['/health'] },
  { key: 'activity', href: '/activity', paths: ['/activity', '/runs'] },
  { key: 'connection', href: '/connection', paths: ['/connection', '/setup'] },
] as const;

export function TabLinks() {
  const t = useTranslations('tabs');
  const pathname = usePathname();
  return (
    <nav aria-label={t('label')}>
      <ul className={styles.tabs}>
        {tabs.map(({ key, href, paths }) => (
          <li key={key}>
            <Link
              href={href}
              className={styles.tab}
              aria-current={paths.some((path) => pathname.startsWith(path)) ? 'page' : undefined}
            >
              {t(`names.${key}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

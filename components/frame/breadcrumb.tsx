import { useTranslations } from 'next-intl';
import styles from './frame.module.css';

/** Where these settings live in HubSpot, so that an admin knows the place. */
export function Breadcrumb() {
  const t = useTranslations('frame');
  const names = useTranslations('names');
  return (
    <nav aria-label={t('breadcrumb')}>
      <ol className={styles.breadcrumb}>
        <li>{t('integrations')}</li>
        <li>{t('connectedApps')}</li>
        <li aria-current="page">{names('salesforce')}</li>
      </ol>
    </nav>
  );
}

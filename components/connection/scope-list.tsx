'use client';

import { useTranslations } from 'next-intl';
import { hubspotScopes } from '#components/hubspot-scopes.ts';
import styles from './connection.module.css';

/** Each permission in plain words, with the name an administrator looks for. */
export function ScopeList({ scopes }: { readonly scopes: readonly string[] }) {
  const t = useTranslations('scopes');
  return (
    <ul className={styles.scopes}>
      {scopes.map((scope) => {
        const known = hubspotScopes.find((each) => each.scope === scope);
        return (
          <li key={scope}>
            {known && <>{t(`${known.key}.what`)} </>}
            <code>{scope}</code>
          </li>
        );
      })}
    </ul>
  );
}

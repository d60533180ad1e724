'use client';

import { Alert } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { describeMappingFault } from '#components/contacts/mapping-faults.ts';
import type { DocumentFault } from '#lib/contracts/settings-document.ts';
import styles from './connection.module.css';

type DocumentFaultsProps = { readonly title: string; readonly faults: readonly DocumentFault[] };

/** Everything that keeps a file from being imported, at once. */
export function DocumentFaults({ title, faults }: DocumentFaultsProps) {
  const sayFault = useDocumentFault();
  return (
    <Alert color="red" role="alert" title={title}>
      <ul className={styles.consequences}>
        {faults.map((fault) => (
          <li key={JSON.stringify(fault)} className="breakable">
            {sayFault(fault)}
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function useDocumentFault(): (fault: DocumentFault) => string {
  const t = useTranslations('documentFaults');
  const mapping = useTranslations('mappingFaults');
  return (fault) => {
    switch (fault.kind) {
      case 'value':
        return fault.path === '' || fault.path === 'format' || fault.path === 'version'
          ? t('otherFile')
          : t('value', { path: fault.path, expected: fault.expected });
      case 'unknown_key':
        return t('unknownKey', { path: fault.path });
      case 'list':
        return t(`list.${fault.reason}`, { name: fault.listName });
      case 'mapping': {
        const { salesforceType, hubspotProperty, salesforceField } = fault.fault;
        const name = `${salesforceType}: ${hubspotProperty} – ${salesforceField}`;
        return t('mapping', { name, what: describeMappingFault(mapping, fault.fault) });
      }
    }
  };
}

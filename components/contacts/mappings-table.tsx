'use client';

import { Alert, Button, SegmentedControl, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { lazy, Suspense, useState } from 'react';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import tableStyles from '#components/table.module.css';
import { useMappings } from '#lib/client/mappings.ts';
import { useMayEdit } from '#lib/client/overview.ts';
import type { MappingsResponse } from '#lib/contracts/mappings.ts';
import { BackfillOffer } from './backfill-offer.tsx';
import { describeMappingFault } from './mapping-faults.ts';
import styles from './mappings.module.css';

type Mapping = MappingsResponse['mappings'][number];
type SalesforceType = Mapping['salesforceType'];

const loadEditor = () =>
  import('./mapping-editor.tsx').then(({ MappingEditor: page }) => ({ default: page }));
const MappingEditor = lazy(loadEditor);

/** Which property goes with which field, by which rule; one Salesforce object at a time. */
export function MappingsTable() {
  const t = useTranslations('mappings');
  const mappings = useMappings();
  const [salesforceType, setSalesforceType] = useState<SalesforceType>('Lead');
  const [isBackfillOffered, setIsBackfillOffered] = useState(false);
  if (mappings.isError && !mappings.data) {
    return (
      <ProblemAlert title={t('unreadable')} problem={mappings.error} onRetry={() => mappings.refetch()} />
    );
  }
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={t('object')}
        w="fit-content"
        value={salesforceType}
        onChange={setSalesforceType}
        data={[
          { value: 'Lead', label: t('lead') },
          { value: 'Contact', label: t('contact') },
        ]}
      />
      {mappings.data ? (
        <>
          {!mappings.data.isSalesforceSchemaKnown && (
            <Alert color="yellow" p="sm" role="status">
              {t('salesforceUnknown')}
            </Alert>
          )}
          {isBackfillOffered && <BackfillOffer onDecline={() => setIsBackfillOffered(false)} />}
          <Mappings
            response={mappings.data}
            salesforceType={salesforceType}
            onBackfillChange={setIsBackfillOffered}
          />
        </>
      ) : (
        <Placeholder height={{ base: 1040, sm: 460 }} lines={12} />
      )}
    </Stack>
  );
}

type MappingsProps = {
  readonly response: MappingsResponse;
  readonly salesforceType: SalesforceType;
  readonly onBackfillChange: (isNeeded: boolean) => void;
};

/** The mappings to read, and on demand to edit: most visits change none. */
function Mappings({ response, salesforceType, onBackfillChange }: MappingsProps) {
  const t = useTranslations('mappings');
  const editor = useTranslations('mappingEditor');
  const mayEdit = useMayEdit();
  const [isEditing, setIsEditing] = useState(false);
  if (isEditing) {
    return (
      <Suspense fallback={<Placeholder height={{ base: 1400, sm: 900 }} lines={12} />}>
        <MappingEditor
          current={response}
          salesforceType={salesforceType}
          onBackfillChange={onBackfillChange}
          onClose={() => setIsEditing(false)}
        />
      </Suspense>
    );
  }
  return (
    <>
      <RuleLegend rules={[...new Set(response.mappings.map((each) => each.rule))]} />
      <Rows
        mappings={response.mappings.filter((each) => each.salesforceType === salesforceType)}
        label={t('tableOf', { salesforceType })}
      />
      {mayEdit && response.isSalesforceSchemaKnown && (
        <Button
          size="xs"
          variant="default"
          w="fit-content"
          onPointerEnter={loadEditor}
          onFocus={loadEditor}
          onClick={() => setIsEditing(true)}
        >
          {editor('edit')}
        </Button>
      )}
    </>
  );
}

/** What each rule in the table does, said once. */
function RuleLegend({ rules }: { readonly rules: readonly Mapping['rule'][] }) {
  const t = useTranslations('rules');
  return (
    <ul className={styles.legend}>
      {rules.map((rule) => (
        <li key={rule}>
          <strong>{t(`${rule}.label`)}</strong>: {t(`${rule}.meaning`)}
        </li>
      ))}
    </ul>
  );
}

function Rows({ mappings, label }: { readonly mappings: readonly Mapping[]; readonly label: string }) {
  const t = useTranslations('mappings');
  return (
    <table className={`${tableStyles.table} ${tableStyles.stacked} ${styles.table}`} aria-label={label}>
      <thead>
        <tr>
          <th>{t('hubspotProperty')}</th>
          <th>{t('salesforceField')}</th>
          <th>{t('rule')}</th>
        </tr>
      </thead>
      <tbody>
        {mappings.map((mapping) => (
          <MappingRow key={`${mapping.hubspotProperty}.${mapping.salesforceField}`} mapping={mapping} />
        ))}
      </tbody>
    </table>
  );
}

function MappingRow({ mapping }: { readonly mapping: Mapping }) {
  const t = useTranslations('mappings');
  const names = useTranslations('names');
  const rules = useTranslations('rules');
  const faultWords = useTranslations('mappingFaults');
  return (
    <tr>
      <td data-label={names('hubspot')}>
        <FieldName label={mapping.hubspotLabel} apiName={mapping.hubspotProperty} />
      </td>
      <td data-label={names('salesforce')}>
        <FieldName label={mapping.salesforceLabel} apiName={mapping.salesforceField} />
      </td>
      <td>
        <Text size="sm" c="dimmed">
          {rules(`${mapping.rule}.label`)}
        </Text>
        {mapping.hasBlankProtection && (
          <Text size="xs" c="dimmed">
            {t('blankProtection')}
          </Text>
        )}
        {mapping.faults.map((fault) => (
          <Text key={fault.code} size="xs" c="var(--sluice-negative)" className="breakable">
            {describeMappingFault(faultWords, fault)}
          </Text>
        ))}
      </td>
    </tr>
  );
}

/** The label a person knows and the name an administrator searches for. */
function FieldName({ label, apiName }: { readonly label: string | null; readonly apiName: string }) {
  return (
    <Text span size="sm" className="breakable">
      {label ?? apiName}
      {label !== null && <span className={styles.apiName}>{apiName}</span>}
    </Text>
  );
}

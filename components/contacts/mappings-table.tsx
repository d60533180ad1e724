'use client';

import {
  Alert,
  SegmentedControl,
  Skeleton,
  Stack,
  Table,
  TableTbody,
  TableTd,
  TableTh,
  TableThead,
  TableTr,
  Text,
} from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ProblemAlert } from '#components/problem-text.tsx';
import { useMappings } from '#lib/client/mappings.ts';
import type { MappingsResponse } from '#lib/contracts/settings.ts';
import { describeMappingFault } from './mapping-faults.ts';

type Mapping = MappingsResponse['mappings'][number];
type SalesforceType = Mapping['salesforceType'];

/** Which property goes with which field, by which rule; one Salesforce object at a time. */
export function MappingsTable() {
  const t = useTranslations('mappings');
  const mappings = useMappings();
  const [salesforceType, setSalesforceType] = useState<SalesforceType>('Lead');
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
          <Rows
            mappings={mappings.data.mappings.filter((each) => each.salesforceType === salesforceType)}
            label={t('tableOf', { salesforceType })}
          />
        </>
      ) : (
        <Skeleton h={560} />
      )}
    </Stack>
  );
}

function Rows({ mappings, label }: { readonly mappings: readonly Mapping[]; readonly label: string }) {
  const t = useTranslations('mappings');
  return (
    <Table verticalSpacing={4} layout="fixed" aria-label={label}>
      <TableThead>
        <TableTr>
          <TableTh>{t('hubspotProperty')}</TableTh>
          <TableTh>{t('salesforceField')}</TableTh>
          <TableTh>{t('rule')}</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {mappings.map((mapping) => (
          <MappingRow key={`${mapping.hubspotProperty}.${mapping.salesforceField}`} mapping={mapping} />
        ))}
      </TableTbody>
    </Table>
  );
}

function MappingRow({ mapping }: { readonly mapping: Mapping }) {
  const t = useTranslations('mappings');
  const rules = useTranslations('rules');
  const faultWords = useTranslations('mappingFaults');
  return (
    <TableTr>
      <TableTd>
        <FieldName label={mapping.hubspotLabel} apiName={mapping.hubspotProperty} />
      </TableTd>
      <TableTd>
        <FieldName label={mapping.salesforceLabel} apiName={mapping.salesforceField} />
      </TableTd>
      <TableTd>
        <Text size="sm">{rules(`${mapping.rule}.label`)}</Text>
        <Text size="xs" c="dimmed">
          {rules(`${mapping.rule}.meaning`)}
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
      </TableTd>
    </TableTr>
  );
}

/** The label a person knows and the name an administrator searches for. */
function FieldName({ label, apiName }: { readonly label: string | null; readonly apiName: string }) {
  return (
    <>
      <Text size="sm" className="breakable">
        {label ?? apiName}
      </Text>
      {label !== null && (
        <Text size="xs" c="dimmed" className="breakable">
          {apiName}
        </Text>
      )}
    </>
  );
}

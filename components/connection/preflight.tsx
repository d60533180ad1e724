'use client';

import { Button, Group, Stack, Text } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { usePreflight } from '#lib/client/preflight.ts';
import type { FindingView } from '#lib/contracts/preflight.ts';
import type { FindingStatus } from '#lib/contracts/preflight-words.ts';
import { FieldAccessTable } from './field-access-table.tsx';
import { FindingRow } from './finding-row.tsx';
import styles from './preflight.module.css';

/** What needs a person first. */
const order: readonly FindingStatus[] = ['problem', 'warning', 'note', 'ok'];

/** Everything that could keep contacts from syncing, with who can fix it. */
export function Preflight() {
  const t = useTranslations('preflight');
  const preflight = usePreflight();
  if (preflight.isError && !preflight.data) {
    return (
      <ProblemAlert title={t('unreadable')} problem={preflight.error} onRetry={() => preflight.refetch()} />
    );
  }
  if (!preflight.data) return <Placeholder height={280} lines={8} />;
  const { findings, fields } = preflight.data;
  return (
    <Stack gap="md">
      <Verdict findings={findings} />
      <ul className={styles.findings} aria-label={t('title')}>
        {order.flatMap((status) =>
          findings
            .filter((finding) => finding.status === status)
            .map((finding) => (
              <FindingRow key={`${finding.code} ${JSON.stringify(finding.detail)}`} finding={finding} />
            )),
        )}
      </ul>
      {fields.length > 0 && <FieldAccessTable fields={fields} />}
      {preflight.isError && <ProblemAlert title={t('unreadable')} problem={preflight.error} />}
      <CheckAgain preflight={preflight} />
    </Stack>
  );
}

function Verdict({ findings }: { readonly findings: readonly FindingView[] }) {
  const t = useTranslations('preflight');
  const count = (status: FindingStatus) => findings.filter((finding) => finding.status === status).length;
  const problems = count('problem');
  const warnings = count('warning');
  return (
    <Text fw={600} role="status">
      {problems + warnings === 0 ? t('allWell') : t('needsAttention', { problems, warnings })}
    </Text>
  );
}

function CheckAgain({ preflight }: { readonly preflight: ReturnType<typeof usePreflight> }) {
  const t = useTranslations('preflight');
  const format = useFormatter();
  const { data, isFetching, refetch } = preflight;
  return (
    <Group gap="sm">
      <Button variant="default" loading={isFetching} onClick={() => refetch()}>
        {t('again')}
      </Button>
      {data && (
        <Text size="sm" c="dimmed">
          {t('checkedAt', { time: format.dateTime(new Date(data.checkedAt), { timeStyle: 'medium' }) })}
        </Text>
      )}
    </Group>
  );
}

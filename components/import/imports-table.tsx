'use client';

import { Anchor, Text } from '@mantine/core';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import tableStyles from '#components/table.module.css';
import { importRowsPath, useImports } from '#lib/client/import.ts';
import type { ImportsResponse } from '#lib/contracts/import.ts';
import { useSelectionSentence } from './selection-words.ts';

/** Every import that was started, with what came of it. */
export function ImportsTable() {
  const t = useTranslations('imports');
  const imports = useImports();
  if (!imports.data) {
    return imports.isError ? (
      <ProblemAlert title={t('unreadable')} problem={imports.error} onRetry={() => imports.refetch()} />
    ) : (
      <Placeholder height={120} lines={3} />
    );
  }
  if (imports.data.imports.length === 0) return <Text c="dimmed">{t('none')}</Text>;
  return (
    <table
      className={`${tableStyles.table} ${tableStyles.stacked} ${tableStyles.even} tabular`}
      aria-label={t('title')}
    >
      <thead>
        <tr>
          <th>{t('started')}</th>
          <th>{t('state')}</th>
          <th>{t('result')}</th>
        </tr>
      </thead>
      <tbody>
        {imports.data.imports.map((each) => (
          <ImportRow key={each.run.runId} {...each} />
        ))}
      </tbody>
    </table>
  );
}

function ImportRow({ run, selection }: ImportsResponse['imports'][number]) {
  const t = useTranslations('imports');
  const states = useTranslations('runStates');
  const format = useFormatter();
  const sentenceOf = useSelectionSentence();
  return (
    <tr>
      <td>
        <Anchor component={Link} href={`/runs/${run.runId}`} size="sm">
          {format.dateTime(new Date(run.createdAt), { dateStyle: 'medium', timeStyle: 'short' })}
        </Anchor>
        {run.startedBy && (
          <Text size="xs" c="dimmed" className="breakable">
            {run.startedBy}
          </Text>
        )}
      </td>
      <td>
        {states(run.state)}
        <Text size="xs" c="dimmed" className="breakable">
          {sentenceOf(selection)}
        </Text>
      </td>
      <td>
        <Results run={run} />
        <Anchor href={importRowsPath(run.runId)} download size="sm">
          {t('download')}
        </Anchor>
      </td>
    </tr>
  );
}

function Results({ run }: Pick<ImportsResponse['imports'][number], 'run'>) {
  const t = useTranslations('imports');
  const { import: progress, counts } = run;
  const facts = [
    t('records', { records: run.enumerated }),
    ...(progress === null
      ? []
      : [
          progress.created > 0 && t('created', { contacts: progress.created }),
          progress.synced > 0 && t('synced', { contacts: progress.synced }),
          progress.emailOnly > 0 && t('emailOnly', { contacts: progress.emailOnly }),
        ]),
    counts.skipped > 0 && t('skipped', { records: counts.skipped }),
    counts.failed > 0 && t('failed', { records: counts.failed }),
  ];
  return <Text size="xs">{facts.filter((fact) => fact !== false).join(' · ')}</Text>;
}

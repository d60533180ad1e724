'use client';

import { Alert, Anchor, Badge, Group, Progress, Stack, Text } from '@mantine/core';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { computeShare } from '#lib/client/run-share.ts';
import { isUnfinished, useRun } from '#lib/client/runs.ts';
import type { RunView } from '#lib/contracts/runs.ts';
import { ImportCounts } from './import-counts.tsx';
import { OutcomeCounts } from './outcome-counts.tsx';
import { RunControls } from './run-controls.tsx';

type RunProgressProps = {
  /** What is known already; the run is read again from here on. */
  readonly run: RunView;
  readonly mayEdit: boolean;
  readonly hasLink?: boolean;
};

/** A run as it moves: how far, how fast, what came of it, and what it waits for. */
export function RunProgress({ run: known, mayEdit, hasLink = false }: RunProgressProps) {
  const t = useTranslations('run');
  const states = useTranslations('runStates');
  const run = useRun(known.runId).data ?? known;
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Text fw={600} role="status">
          {states(run.state)}
          {run.isDryRun && (
            <Badge ml={8} variant="default" radius="sm">
              {t('dryRun')}
            </Badge>
          )}
          {run.inclusionList && (
            <Text span fw={400} c="dimmed" className="breakable">
              {' '}
              · {run.inclusionList.name}
            </Text>
          )}
        </Text>
        {hasLink && (
          <Anchor component={Link} href={`/runs/${run.runId}`} size="sm">
            {t('open')}
          </Anchor>
        )}
      </Group>
      <ProgressLine run={run} />
      {run.waitReason && <WaitReason reason={run.waitReason} />}
      {run.import === null ? <OutcomeCounts run={run} /> : <ImportCounts run={run} progress={run.import} />}
      {isUnfinished(run.state) && <RunControls run={run} mayEdit={mayEdit} />}
    </Stack>
  );
}

function ProgressLine({ run }: { readonly run: RunView }) {
  const t = useTranslations('run');
  const format = useFormatter();
  const { total, percent } = computeShare(run);
  const isMoving = run.state === 'running' && run.waitReason === null;
  return (
    <div>
      <Progress
        value={percent}
        animated={isMoving}
        striped={isMoving}
        aria-label={t('progress', { kind: run.kind })}
        size="lg"
      />
      <Group justify="space-between" gap="md" mt={6} className="tabular">
        <Text size="sm">
          {total === null
            ? t('processedOfUnknown', { processed: run.processed })
            : t('processed', { processed: run.processed, total, percent })}
        </Text>
        {isMoving && (
          <Text size="sm" c="dimmed">
            {run.perMinute !== null && t('rate', { perMinute: format.number(Math.round(run.perMinute)) })}
            {run.perMinute !== null && run.remainingSeconds !== null && ' · '}
            {run.remainingSeconds !== null && <Remaining seconds={run.remainingSeconds} />}
          </Text>
        )}
      </Group>
    </div>
  );
}

function Remaining({ seconds }: { readonly seconds: number }) {
  const t = useTranslations('run');
  if (seconds < 60) return t('secondsLeft', { seconds: Math.max(1, Math.round(seconds)) });
  return t('minutesLeft', { minutes: Math.ceil(seconds / 60) });
}

function WaitReason({ reason }: { readonly reason: NonNullable<RunView['waitReason']> }) {
  const t = useTranslations('waitReasons');
  const needsPerson = !passingReasons.has(reason);
  return (
    <Alert color={needsPerson ? 'red' : 'yellow'} role={needsPerson ? 'alert' : 'status'} p="sm">
      {t(reason)}
    </Alert>
  );
}

/** Reasons that go away by themselves. */
const passingReasons: ReadonlySet<NonNullable<RunView['waitReason']>> = new Set([
  'inclusion_list_processing',
  'salesforce_api_budget',
  'hubspot_rate_limited',
  'provider_unavailable',
]);

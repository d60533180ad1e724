'use client';

import { Alert, Anchor, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { lazy, Suspense } from 'react';
import { ConfirmStep } from '#components/confirm-step.tsx';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert, ProblemText } from '#components/problem-text.tsx';
import { useOverview } from '#lib/client/overview.ts';
import { isUnfinished, useResyncEstimate, useRuns, useStartRun } from '#lib/client/runs.ts';
import type { RunView } from '#lib/contracts/runs.ts';
import type { InclusionListView } from '#lib/contracts/settings.ts';
import { useCostSentence } from './cost-sentence.ts';

/** Most visits find no run going. */
const RunProgress = lazy(() =>
  import('#components/runs/run-progress.tsx').then((module) => ({ default: module.RunProgress })),
);

type ResyncPanelProps = {
  readonly list: InclusionListView | null;
  readonly mayEdit: boolean;
  readonly isConfirming: boolean;
  readonly onConfirmingChange: (isConfirming: boolean) => void;
  readonly onStarted: () => void;
};

/** What a resync would cost, the step that starts it, and the one that is going. */
export function ResyncPanel(props: ResyncPanelProps) {
  const t = useTranslations('resync');
  const runs = useRuns();
  const start = useStartRun();
  const ofEverybody = runs.data?.runs.filter(({ kind, scope }) => kind === 'resync' && scope === 'all');
  const latest = ofEverybody?.[0];
  const current = ofEverybody?.find((run) => isUnfinished(run.state));
  return (
    <Stack gap="sm">
      <Title order={3}>{t('title')}</Title>
      {runs.isError && !runs.data && (
        <ProblemAlert title={t('runsUnreadable')} problem={runs.error} onRetry={() => runs.refetch()} />
      )}
      {current && start.data?.hasJoined && start.data.run.runId === current.runId && (
        <Alert color="teal" role="status">
          {t('joined')}
        </Alert>
      )}
      {current && (
        <Suspense fallback={<Placeholder height={150} lines={4} />}>
          <RunProgress run={current} mayEdit={props.mayEdit} hasLink />
        </Suspense>
      )}
      {start.error && <ProblemAlert title={t('notStarted')} problem={start.error} />}
      {runs.data && (!current || props.isConfirming) && <Start {...props} start={start} />}
      {!current && latest && <LatestRun run={latest} />}
    </Stack>
  );
}

type StartProps = ResyncPanelProps & { readonly start: ReturnType<typeof useStartRun> };

function Start({ list, mayEdit, isConfirming, onConfirmingChange, onStarted, start }: StartProps) {
  const t = useTranslations('resync');
  const { data: overview } = useOverview();
  const isListUsable = list === null || list.state === 'usable' || list.state === 'processing';
  const isConnected = overview?.salesforce != null;
  const estimate = useResyncEstimate({ isWanted: isConnected && isListUsable });
  if (overview && !isConnected) {
    return (
      <Text>
        {t('needsSalesforce')}{' '}
        <Anchor component={Link} href="/connection">
          {t('connectSalesforce')}
        </Anchor>
      </Text>
    );
  }
  if (!isListUsable) return <Text>{t('needsList')}</Text>;
  const contacts = estimate.data?.contacts ?? null;
  return (
    <Stack gap="sm" align="flex-start">
      <Cost estimate={estimate} list={list} />
      {isConfirming ? (
        <ConfirmStep
          question={contacts === null ? t('confirmUnknown') : t('confirm', { contacts })}
          confirmLabel={t('start')}
          dismissLabel={t('notNow')}
          color="ember"
          isBusy={start.isPending}
          onConfirm={() =>
            start.mutate(
              { kind: 'resync' },
              { onSuccess: onStarted, onSettled: () => onConfirmingChange(false) },
            )
          }
          onDismiss={() => onConfirmingChange(false)}
        />
      ) : (
        <Group gap="xs">
          <Button variant="default" disabled={!mayEdit} onClick={() => onConfirmingChange(true)}>
            {t('resync')}
          </Button>
          <Button
            variant="default"
            disabled={!mayEdit}
            loading={start.isPending}
            onClick={() => start.mutate({ kind: 'resync', isDryRun: true })}
          >
            {t('dryRun')}
          </Button>
          <Text size="sm" c="dimmed">
            {t('dryRunMeaning')}
          </Text>
        </Group>
      )}
    </Stack>
  );
}

type CostProps = {
  readonly estimate: ReturnType<typeof useResyncEstimate>;
  readonly list: InclusionListView | null;
};

function Cost({ estimate, list }: CostProps) {
  const t = useTranslations('resync');
  const describeCost = useCostSentence();
  return (
    <div>
      <Text c="dimmed">{list === null ? t('meaningAll') : t('meaningList', { name: list.name })}</Text>
      <Text className="tabular" mih={22}>
        {estimate.data && describeCost(estimate.data)}
        {estimate.isError && <ProblemText problem={estimate.error} />}
        {estimate.isPending && <Skeleton component="span" display="inline-block" w={260} h={14} />}
      </Text>
    </div>
  );
}

function LatestRun({ run }: { readonly run: RunView }) {
  const t = useTranslations('resync');
  const states = useTranslations('runStates');
  const format = useFormatter();
  const endedAt = run.finishedAt ?? run.createdAt;
  const facts = {
    state: states(run.state),
    date: format.dateTime(new Date(endedAt), { dateStyle: 'medium', timeStyle: 'short' }),
    processed: run.processed,
  };
  return (
    <Text size="sm" c="dimmed" className="tabular">
      {run.isDryRun ? t('latestDry', facts) : t('latest', facts)}{' '}
      <Anchor component={Link} href={`/runs/${run.runId}`} size="sm">
        {t('seeRun')}
      </Anchor>
    </Text>
  );
}

'use client';

import { Alert, Button, Group, Text } from '@mantine/core';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { type NextStep, nameNextStep } from '#lib/client/next-step.ts';
import { useOverview } from '#lib/client/overview.ts';
import { useSettings } from '#lib/client/settings.ts';
import type { Overview } from '#lib/contracts/overview.ts';
import type { InclusionListView } from '#lib/contracts/settings.ts';

/** What keeps everybody from syncing, what happens next, and what to do; nothing while sync goes on. */
export function RecoveryBanner() {
  const overview = useOverview().data;
  const list = useSettings().data?.inclusionList ?? null;
  const step = overview === undefined ? null : nameNextStep(overview);
  return (
    <>
      {overview !== undefined && step !== null && <StepBanner overview={overview} step={step} />}
      {list !== null && <ListBanner list={list} />}
    </>
  );
}

function StepBanner({ overview, step }: { readonly overview: Overview; readonly step: NextStep }) {
  const t = useTranslations('health.recovery');
  const strip = useTranslations('strip.actions');
  const format = useFormatter();
  const isPassing = step === 'hubspotPaused' || step === 'salesforcePaused';
  const { hubspot, salesforce } = overview;
  const until = (step === 'hubspotPaused' ? hubspot : salesforce)?.pausedUntil ?? null;
  const time = until === null ? t('soon') : format.relativeTime(new Date(until), new Date());
  return (
    <Alert
      color={isPassing ? 'yellow' : 'red'}
      role={isPassing ? 'status' : 'alert'}
      title={t(`${step}.title`)}
    >
      <Text size="sm">{t(`${step}.next`, { time })}</Text>
      {!isPassing && (
        <Group mt="sm">
          <Button
            component={Link}
            href={step.startsWith('connect') ? '/setup' : '/connection'}
            color="ember"
            size="xs"
          >
            {strip(step)}
          </Button>
        </Group>
      )}
    </Alert>
  );
}

function ListBanner({ list }: { readonly list: InclusionListView }) {
  const t = useTranslations('health.recovery.list');
  const status = useTranslations('listStatus');
  if (list.state === 'usable' || list.state === 'processing') return null;
  return (
    <Alert color="red" role="alert" title={t('title', { name: list.name })}>
      <Text size="sm">{t(`states.${list.state}`)}</Text>
      <Group mt="sm">
        <Button component={Link} href="/contacts#limit-sync" color="ember" size="xs">
          {status('chooseAnother')}
        </Button>
      </Group>
    </Alert>
  );
}

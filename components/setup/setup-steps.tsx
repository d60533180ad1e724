'use client';

import { Alert, Anchor, Button, Text } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ConnectSalesforceForm } from '#components/connection/connect-salesforce-form.tsx';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { ViewerNote } from '#components/viewer-note.tsx';
import { useOverview } from '#lib/client/overview.ts';
import { connectHubspot } from '#lib/client/session.ts';
import { useSettings } from '#lib/client/settings.ts';
import { judgeSteps, type SetupStep, type StepState, setupSteps } from '#lib/client/setup-steps.ts';
import type { Overview } from '#lib/contracts/overview.ts';
import { SettingsStep } from './settings-step.tsx';
import styles from './setup.module.css';

/** The three steps from nothing to a first sync, with how far each is. */
export function SetupSteps() {
  const t = useTranslations('setup');
  const overview = useOverview();
  const settings = useSettings();
  if (overview.isError && !overview.data) {
    return (
      <ProblemAlert title={t('unreadable')} problem={overview.error} onRetry={() => overview.refetch()} />
    );
  }
  // Without HubSpot the settings cannot be read, and then they are not what comes next.
  if (!overview.data || settings.isPending) return <Placeholder height={{ base: 620, xs: 480 }} lines={9} />;
  const states = judgeSteps(overview.data, settings.data?.revision ?? 0);
  const isComplete = setupSteps.every((step) => states[step] === 'done');
  const contents: Readonly<Record<SetupStep, ReactNode>> = {
    hubspot: <HubspotStep overview={overview.data} state={states.hubspot} />,
    salesforce: <SalesforceStep overview={overview.data} state={states.salesforce} />,
    settings: <SettingsStep settings={settings.data ?? null} state={states.settings} />,
  };
  return (
    <>
      <ol className={styles.steps}>
        {setupSteps.map((step) => (
          <li key={step} className={styles.step} data-state={states[step]}>
            <h3 className={styles.title}>
              {t(`steps.${step}`)} <span className={styles.state}>{t(`states.${states[step]}`)}</span>
            </h3>
            {contents[step]}
          </li>
        ))}
      </ol>
      {isComplete && (
        <Alert color="teal" role="status" title={t('complete')} mt="md">
          {t('completeNext')}{' '}
          <Anchor component={Link} href="/contacts#limit-sync" size="sm">
            {t('toResync')}
          </Anchor>
        </Alert>
      )}
      <ViewerNote />
    </>
  );
}

type StepProps = { readonly overview: Overview; readonly state: StepState };

function HubspotStep({ overview: { hubspot }, state }: StepProps) {
  const t = useTranslations('setup');
  const connection = useTranslations('connection');
  const { portalName, portalId } = hubspot;
  return (
    <>
      <Text className="breakable">{connection('portalId', { portalName, portalId })}</Text>
      {state !== 'done' && (
        <>
          <Text size="sm">{t('hubspotLost')}</Text>
          <Button color="ember" mt="xs" onClick={() => connectHubspot('/setup')}>
            {connection('connectHubspot')}
          </Button>
        </>
      )}
    </>
  );
}

function SalesforceStep({ overview: { salesforce, user }, state }: StepProps) {
  const t = useTranslations('setup');
  const connection = useTranslations('connection');
  if (state === 'done' && salesforce !== null) {
    const { accountName, username } = salesforce;
    return <Text className="breakable">{t('salesforceAs', { accountName, username })}</Text>;
  }
  if (state === 'later') return <Text c="dimmed">{t('afterHubspot')}</Text>;
  return (
    <ConnectSalesforceForm
      mayEdit={user.role === 'admin'}
      submitLabel={connection(salesforce === null ? 'connectSalesforce' : 'reconnectSalesforce')}
    />
  );
}

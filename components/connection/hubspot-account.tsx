'use client';

import { Alert, Button } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { useOverview } from '#lib/client/overview.ts';
import { connectHubspot } from '#lib/client/session.ts';
import { AccountFacts, ConnectionStatus } from './account-facts.tsx';
import { ScopeList } from './scope-list.tsx';

export function HubspotAccount() {
  const t = useTranslations('connection');
  const format = useFormatter();
  const overview = useOverview();
  if (overview.isError && !overview.data) {
    return (
      <ProblemAlert title={t('unreadable')} problem={overview.error} onRetry={() => overview.refetch()} />
    );
  }
  if (!overview.data) return <Placeholder height={{ base: 465, xs: 295 }} lines={7} />;
  const { hubspot } = overview.data;
  return (
    <>
      <AccountFacts
        facts={[
          { term: t('status'), value: <ConnectionStatus status={hubspot.status} /> },
          {
            term: t('portal'),
            value: t('portalId', { portalName: hubspot.portalName, portalId: hubspot.portalId }),
          },
          { term: t('user'), value: hubspot.userEmail },
          {
            term: t('since'),
            value: format.dateTime(new Date(hubspot.connectedAt), { dateStyle: 'long' }),
          },
          { term: t('permissions'), value: <ScopeList scopes={hubspot.scopes} /> },
        ]}
      />
      {hubspot.status === 'reconnect_needed' && (
        <Alert color="red" role="alert" mb="md">
          {t('hubspotReconnectReason')}
        </Alert>
      )}
      <Button
        variant={hubspot.status === 'reconnect_needed' ? 'filled' : 'default'}
        color="ember"
        onClick={() => connectHubspot('/connection')}
      >
        {t('reconnectHubspot')}
      </Button>
    </>
  );
}

'use client';

import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { useDisconnect, useMayEdit, useOverview } from '#lib/client/overview.ts';
import { connectHubspot } from '#lib/client/session.ts';
import type { HubspotConnectionView } from '#lib/contracts/overview.ts';
import { AccountFacts, ConnectionStatus } from './account-facts.tsx';
import { AccessMayRemain, DisconnectAccount } from './disconnect-account.tsx';
import { ScopeList } from './scope-list.tsx';

const connect = () => connectHubspot('/connection');

export function HubspotAccount() {
  const t = useTranslations('connection');
  const overview = useOverview();
  const mayEdit = useMayEdit();
  const disconnect = useDisconnect('hubspot');
  if (overview.isError && !overview.data) {
    return (
      <ProblemAlert title={t('unreadable')} problem={overview.error} onRetry={() => overview.refetch()} />
    );
  }
  if (!overview.data) return <Placeholder height={{ base: 465, xs: 295 }} lines={7} />;
  const { hubspot } = overview.data;
  if (hubspot.status === 'disconnected') {
    return (
      <Stack gap="md" align="flex-start">
        <Text>{t('hubspotDisconnected', { portalName: hubspot.portalName })}</Text>
        <AccessMayRemain platform="hubspot" disconnect={disconnect} />
        <Button color="ember" onClick={connect}>
          {t('connectHubspot')}
        </Button>
      </Stack>
    );
  }
  const needsReconnect = hubspot.status === 'reconnect_needed';
  return (
    <>
      <ConnectedAccount hubspot={hubspot} />
      {needsReconnect && (
        <Alert color="red" role="alert" mb="md">
          {t('hubspotReconnectReason')}
        </Alert>
      )}
      <Group gap="xs">
        <Button variant={needsReconnect ? 'filled' : 'default'} color="ember" onClick={connect}>
          {t('reconnectHubspot')}
        </Button>
        <DisconnectAccount
          platform="hubspot"
          accountName={hubspot.portalName}
          mayEdit={mayEdit}
          disconnect={disconnect}
        />
      </Group>
    </>
  );
}

function ConnectedAccount({ hubspot }: { readonly hubspot: HubspotConnectionView }) {
  const t = useTranslations('connection');
  const format = useFormatter();
  const { portalName, portalId, connectedAt } = hubspot;
  return (
    <AccountFacts
      facts={[
        { term: t('status'), value: <ConnectionStatus status={hubspot.status} /> },
        { term: t('portal'), value: t('portalId', { portalName, portalId }) },
        { term: t('user'), value: hubspot.userEmail },
        {
          term: t('since'),
          value: connectedAt && format.dateTime(new Date(connectedAt), { dateStyle: 'long' }),
        },
        { term: t('permissions'), value: <ScopeList scopes={hubspot.scopes} /> },
      ]}
    />
  );
}

'use client';

import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Placeholder } from '#components/placeholder.tsx';
import { ViewerNote } from '#components/viewer-note.tsx';
import { useDisconnect, useOverview } from '#lib/client/overview.ts';
import type { SalesforceConnectionView } from '#lib/contracts/overview.ts';
import { AccountFacts, ConnectionStatus } from './account-facts.tsx';
import { ConnectSalesforceForm } from './connect-salesforce-form.tsx';
import { AccessMayRemain, DisconnectAccount } from './disconnect-account.tsx';

export function SalesforceAccount() {
  const t = useTranslations('connection');
  const { data: overview, isError } = useOverview();
  const [isReconnecting, setIsReconnecting] = useState(false);
  const disconnect = useDisconnect('salesforce');
  if (!overview)
    return isError ? (
      <Text>{t('unknownYet')}</Text>
    ) : (
      <Placeholder height={{ base: 415, xs: 245 }} lines={7} />
    );
  const { salesforce } = overview;
  const mayEdit = overview.user.role === 'admin';
  if (salesforce === null) {
    return (
      <Stack gap="md">
        <AccessMayRemain platform="salesforce" disconnect={disconnect} />
        <Text>{t('notConnected')}</Text>
        <ConnectSalesforceForm mayEdit={mayEdit} submitLabel={t('connectSalesforce')} />
        <ViewerNote />
      </Stack>
    );
  }
  const needsReconnect = salesforce.status === 'reconnect_needed';
  return (
    <>
      <ConnectedAccount salesforce={salesforce} />
      {needsReconnect && (
        <Alert color="red" role="alert" mb="md">
          {t('salesforceReconnectReason')}
        </Alert>
      )}
      {(isReconnecting || needsReconnect) && (
        <ConnectSalesforceForm mayEdit={mayEdit} submitLabel={t('reconnectSalesforce')} />
      )}
      <Group gap="xs" mt="xs">
        {!isReconnecting && !needsReconnect && (
          <Button variant="default" disabled={!mayEdit} onClick={() => setIsReconnecting(true)}>
            {t('reconnectSalesforce')}
          </Button>
        )}
        <DisconnectAccount
          platform="salesforce"
          accountName={salesforce.accountName}
          mayEdit={mayEdit}
          disconnect={disconnect}
        />
      </Group>
      <ViewerNote />
    </>
  );
}

function ConnectedAccount({ salesforce }: { readonly salesforce: SalesforceConnectionView }) {
  const t = useTranslations('connection');
  const format = useFormatter();
  const { apiUsed, apiLimit } = salesforce;
  return (
    <AccountFacts
      facts={[
        { term: t('status'), value: <ConnectionStatus status={salesforce.status} /> },
        { term: t('organization'), value: salesforce.organizationId },
        { term: t('instance'), value: salesforce.instanceUrl },
        { term: t('user'), value: salesforce.username },
        {
          term: t('since'),
          value: format.dateTime(new Date(salesforce.connectedAt), { dateStyle: 'long' }),
        },
        { term: t('permissions'), value: salesforce.scopes.join(', ') },
        {
          term: t('apiCalls'),
          value:
            apiUsed === null || apiLimit === null
              ? t('apiCallsUnknown')
              : t('apiCallsUsed', { used: apiUsed, limit: apiLimit }),
        },
      ]}
    />
  );
}

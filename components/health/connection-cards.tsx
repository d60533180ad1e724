'use client';

import { Anchor, Button, Progress } from '@mantine/core';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ConnectionStatus } from '#components/connection/account-facts.tsx';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { useSyncHealth } from '#lib/client/health.ts';
import { useOverview } from '#lib/client/overview.ts';
import type { SyncHealth } from '#lib/contracts/health.ts';
import type { Overview } from '#lib/contracts/overview.ts';
import styles from './health.module.css';

type Connection = Pick<Overview['hubspot'], 'status' | 'pausedUntil' | 'connectedAt'>;

/** Both accounts: how they are since when, and how much of what they allow is used. */
export function ConnectionCards() {
  const t = useTranslations('connection');
  const names = useTranslations('names');
  const overview = useOverview();
  const health = useSyncHealth();
  const failed = [overview, health].find((query) => query.isError && !query.data);
  if (failed?.error) {
    return <ProblemAlert title={t('unreadable')} problem={failed.error} onRetry={() => failed.refetch()} />;
  }
  if (!overview.data || !health.data) return <Placeholder height={{ base: 480, sm: 240 }} lines={6} />;
  const { apiUse } = health.data;
  return (
    <div className={styles.cards}>
      <Card name={names('hubspot')} connection={overview.data.hubspot}>
        <HubspotUse use={apiUse.hubspot} />
      </Card>
      <Card name={names('salesforce')} connection={overview.data.salesforce}>
        <SalesforceUse use={apiUse.salesforce} />
      </Card>
    </div>
  );
}

type CardProps = {
  readonly name: string;
  readonly connection: Connection | null;
  readonly children: ReactNode;
};

function Card({ name, connection, children }: CardProps) {
  const t = useTranslations('health.links');
  const strip = useTranslations('strip.actions');
  const format = useFormatter();
  const label = `${t('manage')}: ${name}`;
  const needsPerson = connection?.status === 'reconnect_needed' || connection?.status === 'disconnected';
  return (
    <div className={styles.card}>
      <h3>{name}</h3>
      <div className="tabular">
        {connection === null ? t('notConnected') : <ConnectionStatus status={connection.status} />}
        {connection?.connectedAt && (
          <div>
            {t('sinceWhen', {
              date: format.dateTime(new Date(connection.connectedAt), { dateStyle: 'long' }),
            })}
          </div>
        )}
        {connection?.pausedUntil && (
          <div>
            {t('pausedUntil', {
              time: format.dateTime(new Date(connection.pausedUntil), { timeStyle: 'short' }),
            })}
          </div>
        )}
      </div>
      {connection !== null && children}
      {connection === null ? (
        <Anchor component={Link} href="/setup" size="sm">
          {strip('connectSalesforce')}
        </Anchor>
      ) : needsPerson ? (
        <Button component={Link} href="/connection" variant="default" size="xs" aria-label={label}>
          {t('manage')}
        </Button>
      ) : (
        <Anchor component={Link} href="/connection" size="sm" aria-label={label}>
          {t('manage')}
        </Anchor>
      )}
    </div>
  );
}

function HubspotUse({ use }: { readonly use: SyncHealth['apiUse']['hubspot'] }) {
  const t = useTranslations('health.links');
  const format = useFormatter();
  const limit = use.limitPerTenSeconds;
  return (
    <dl className={`${styles.facts} tabular`}>
      <Fact term={t('calls')}>{format.number(use.callsToday)}</Fact>
      <Fact term={t('rate')}>{limit === null ? t('noDailyLimit') : t('perTenSeconds', { limit })}</Fact>
    </dl>
  );
}

/** From here on the bar warns. */
const nearlyUsed = 80;

function SalesforceUse({ use }: { readonly use: SyncHealth['apiUse']['salesforce'] }) {
  const t = useTranslations('health.links');
  const connection = useTranslations('connection');
  const format = useFormatter();
  const { used, limit } = use;
  const isKnown = used !== null && limit !== null && limit > 0;
  const percent = isKnown ? Math.min(100, Math.round((used / limit) * 100)) : 0;
  return (
    <dl className={`${styles.facts} tabular`} style={{ width: '100%' }}>
      <Fact term={t('calls')}>{format.number(use.callsToday)}</Fact>
      <Fact term={t('orgCalls')}>
        {isKnown ? connection('apiCallsUsed', { used, limit }) : connection('apiCallsUnknown')}
        {isKnown && (
          <Progress
            value={percent}
            color={percent >= nearlyUsed ? 'red' : 'teal'}
            mt={4}
            aria-label={t('share', { percent })}
          />
        )}
      </Fact>
      {use.forecast && (
        <Fact term={t('forecast')}>
          <Forecast forecast={use.forecast} />
        </Fact>
      )}
    </dl>
  );
}

function Forecast({
  forecast,
}: {
  readonly forecast: NonNullable<SyncHealth['apiUse']['salesforce']['forecast']>;
}) {
  const t = useTranslations('health.links');
  const format = useFormatter();
  if (forecast.kind === 'within') return t('within');
  if (forecast.kind === 'reached') return t('reached');
  const at = new Date(forecast.at);
  return t('reachedAt', {
    time: format.relativeTime(at, new Date()),
    clock: format.dateTime(at, { timeStyle: 'short' }),
  });
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

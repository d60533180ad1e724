'use client';

import { Anchor, Stack, Text } from '@mantine/core';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { MoreButton } from '#components/more-button.tsx';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import tableStyles from '#components/table.module.css';
import { useAudit } from '#lib/client/audit.ts';
import type { AuditEventView } from '#lib/contracts/audit.ts';
import { auditActions } from '#lib/contracts/audit-actions.ts';
import { SettingChanges } from './setting-changes.tsx';

/** Who did what, newest first. */
export function AuditLog() {
  const t = useTranslations('audit');
  const audit = useAudit();
  if (audit.isError && !audit.data) {
    return <ProblemAlert title={t('unreadable')} problem={audit.error} onRetry={() => audit.refetch()} />;
  }
  if (!audit.data) return <Placeholder height={240} lines={7} />;
  const events = audit.data.pages.flatMap((page) => page.events);
  if (events.length === 0) return <Text c="dimmed">{t('empty')}</Text>;
  return (
    <Stack gap="md" align="flex-start">
      <table className={`${tableStyles.table} ${tableStyles.stacked} tabular`} aria-label={t('title')}>
        <thead>
          <tr>
            <th>{t('when')}</th>
            <th>{t('what')}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <AuditRow key={event.eventId} event={event} />
          ))}
        </tbody>
      </table>
      <MoreButton pages={audit} label={t('older')} />
    </Stack>
  );
}

function AuditRow({ event }: { readonly event: AuditEventView }) {
  const format = useFormatter();
  const sayAction = useAuditAction();
  return (
    <tr>
      <td>
        {format.dateTime(new Date(event.at), { dateStyle: 'medium', timeStyle: 'short' })}
        <Text size="xs" c="dimmed" className="breakable">
          {event.actor}
        </Text>
      </td>
      <td>
        {sayAction(event)}
        {event.changes.length > 0 && <SettingChanges changes={event.changes} />}
        <AuditFacts detail={event.detail} />
      </td>
    </tr>
  );
}

function useAuditAction(): (event: AuditEventView) => string {
  const t = useTranslations('auditActions');
  const roles = useTranslations('account.roles');
  return ({ action, detail }) => {
    if (action === 'role.changed') {
      const role = detail.after === 'admin' ? 'admin' : 'viewer';
      return t('role_changed', { person: String(detail.email), role: roles(role) });
    }
    const known = auditActions.find((each) => each === action);
    if (known === undefined || known === 'role.changed') return t('other', { action });
    return t(actionKey(known));
  };
}

type Known = Exclude<(typeof auditActions)[number], 'role.changed'>;
type KeyOf<Action extends string> = Action extends `${infer First}.${infer Second}`
  ? `${First}_${Second}`
  : never;

/** A dot would split a message key. */
function actionKey(action: Known): KeyOf<Known> {
  return action.replace('.', '_') as KeyOf<Known>;
}

/** Which account, which run, which revision. */
function AuditFacts({ detail }: Pick<AuditEventView, 'detail'>) {
  const t = useTranslations('audit');
  const isOfRun = typeof detail.runId === 'string';
  const account = detail.accountName ?? detail.organizationId ?? detail.portalId;
  return (
    <Text size="xs" c="dimmed" component="div" className="breakable">
      {account && <div>{t('account', { account })}</div>}
      {detail.isAccessEnded === 'false' && <div>{t('accessMayRemain')}</div>}
      {detail.isDryRun === 'true' && <div>{t('dryRun')}</div>}
      {typeof detail.revision === 'number' && (
        <div>{t(isOfRun ? 'byRevision' : 'revision', { revision: detail.revision })}</div>
      )}
      {isOfRun && (
        <Anchor component={Link} href={`/runs/${detail.runId}`} size="xs">
          {t('openRun')}
        </Anchor>
      )}
    </Text>
  );
}

'use client';

import { NativeSelect, Stack, Text } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { ConfirmStep } from '#components/confirm-step.tsx';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import tableStyles from '#components/table.module.css';
import { ViewerNote } from '#components/viewer-note.tsx';
import { useMayEdit } from '#lib/client/overview.ts';
import { useChangeRole, useUsers } from '#lib/client/users.ts';
import type { UserRole, UserView } from '#lib/contracts/users.ts';

/** Everybody who has signed in; administrators say who may change settings. */
export function UsersTable() {
  const t = useTranslations('users');
  const users = useUsers();
  const change = useChangeRole();
  if (users.isError && !users.data) {
    return <ProblemAlert title={t('unreadable')} problem={users.error} onRetry={() => users.refetch()} />;
  }
  if (!users.data) return <Placeholder height={120} lines={4} />;
  return (
    <Stack gap="sm">
      <table className={`${tableStyles.table} ${tableStyles.stacked} tabular`} aria-label={t('title')}>
        <thead>
          <tr>
            <th>{t('person')}</th>
            <th>{t('role')}</th>
          </tr>
        </thead>
        <tbody>
          {users.data.users.map((user) => (
            <UserRow key={user.hubspotUserId} user={user} change={change} />
          ))}
        </tbody>
      </table>
      {change.error && <ProblemAlert title={t('notChanged')} problem={change.error} />}
      <ViewerNote />
    </Stack>
  );
}

type UserRowProps = { readonly user: UserView; readonly change: ReturnType<typeof useChangeRole> };

function UserRow({ user, change }: UserRowProps) {
  const t = useTranslations('users');
  const format = useFormatter();
  const time = format.dateTime(new Date(user.lastSignInAt), { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <tr>
      <td>
        {user.email}
        <Text size="xs" c="dimmed">
          {t('lastSignIn', { time })}
          {user.isYou && ` · ${t('you')}`}
        </Text>
      </td>
      <td>
        <RoleChoice user={user} change={change} />
      </td>
    </tr>
  );
}

/** Whoever gives up their own role is asked once more: only somebody else could give it back. */
function RoleChoice({ user, change }: UserRowProps) {
  const t = useTranslations('users');
  const roles = useTranslations('account.roles');
  const mayEdit = useMayEdit();
  const [isAsking, setIsAsking] = useState(false);
  const { hubspotUserId } = user;
  const isPending = change.isPending && change.variables.hubspotUserId === hubspotUserId;
  const save = (role: UserRole) =>
    change.mutate({ hubspotUserId, role }, { onSettled: () => setIsAsking(false) });
  const choose = (role: UserRole) => (user.isYou && role === 'viewer' ? setIsAsking(true) : save(role));
  if (isAsking) {
    return (
      <ConfirmStep
        question={t('giveUpQuestion')}
        confirmLabel={t('giveUp')}
        dismissLabel={t('stay')}
        color="red"
        isBusy={isPending}
        onConfirm={() => save('viewer')}
        onDismiss={() => setIsAsking(false)}
      />
    );
  }
  if (!mayEdit) return roles(user.role);
  return (
    <NativeSelect
      size="xs"
      aria-label={t('roleOf', { person: user.email })}
      value={user.role}
      disabled={isPending}
      onChange={(event) => choose(event.currentTarget.value === 'admin' ? 'admin' : 'viewer')}
      data={[
        { value: 'admin', label: roles('admin') },
        { value: 'viewer', label: roles('viewer') },
      ]}
    />
  );
}

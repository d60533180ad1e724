'use client';

import {
  Button,
  Group,
  ModalBody,
  ModalContent,
  ModalOverlay,
  ModalRoot,
  ModalTitle,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { ProblemAlert } from '#components/problem-text.tsx';
import type { useDisconnect } from '#lib/client/overview.ts';
import styles from './connection.module.css';

const consequences = ['goes', 'stays', 'other'] as const;

type DisconnectDialogProps = {
  readonly platform: 'hubspot' | 'salesforce';
  readonly accountName: string;
  readonly disconnect: ReturnType<typeof useDisconnect>;
  readonly onClose: () => void;
};

/** Ending a connection: what it means, and the way to do it. */
export default function DisconnectDialog(props: DisconnectDialogProps) {
  const { accountName, onClose } = props;
  const t = useTranslations('disconnect');
  return (
    <ModalRoot opened size="lg" lockScroll={false} onClose={onClose}>
      <ModalOverlay />
      <ModalContent>
        {/* Without the library's header, which would be a second banner of the page. */}
        <ModalBody pt="md">
          <ModalTitle fw={600} mb="md" className="breakable">
            {t('title', { accountName })}
          </ModalTitle>
          <Confirmation {...props} />
        </ModalBody>
      </ModalContent>
    </ModalRoot>
  );
}

/** Wants the name of the account typed. */
function Confirmation({ platform, accountName, disconnect, onClose }: DisconnectDialogProps) {
  const t = useTranslations('disconnect');
  const [typed, setTyped] = useState('');
  const isConfirmed = typed.trim().toLowerCase() === accountName.toLowerCase();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isConfirmed) disconnect.mutate(typed.trim(), { onSuccess: onClose });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Consequences platform={platform} />
        <TextInput
          data-autofocus
          label={t('typeName', { accountName })}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {disconnect.error && <ProblemAlert title={t('failed')} problem={disconnect.error} />}
        <Group gap="xs">
          <Button type="submit" color="red" disabled={!isConfirmed} loading={disconnect.isPending}>
            {t(`${platform}.confirm`)}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('keep')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What goes, what stays, and what another account would find. */
function Consequences({ platform }: Pick<DisconnectDialogProps, 'platform'>) {
  const t = useTranslations('disconnect');
  return consequences.map((each) => (
    <section key={each}>
      <Text size="sm" fw={600}>
        {t(`headings.${each}`)}
      </Text>
      <ul className={styles.consequences}>
        <li>{t(`${platform}.${each}.first`)}</li>
        <li>{t(`${platform}.${each}.second`)}</li>
      </ul>
    </section>
  ));
}

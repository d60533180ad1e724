'use client';

import { Alert, Anchor, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { InclusionListView } from '#lib/contracts/settings.ts';

type InclusionListStatusProps = {
  readonly list: InclusionListView | null;
  readonly isJustChosen: boolean;
  /** Salesforce records create contacts, whether or not they are in the list. */
  readonly createsContacts: boolean;
  readonly mayEdit: boolean;
  readonly onChooseAnother: () => void;
  readonly onResync: () => void;
};

/** What the chosen list means right now. */
export function InclusionListStatus(props: InclusionListStatusProps) {
  const { list } = props;
  if (list && list.state !== 'usable' && list.state !== 'processing') {
    return <SyncStopped {...props} name={list.name} state={list.state} />;
  }
  return <Statement {...props} />;
}

function Statement({ list, isJustChosen, createsContacts, mayEdit, onResync }: InclusionListStatusProps) {
  const t = useTranslations('listStatus');
  return (
    <Stack gap="xs" align="flex-start">
      <Text role="status" className="tabular" maw="68ch">
        {list === null ? t('noLimit') : sizeSentence(list)}{' '}
        {isJustChosen ? (
          <strong>{t('nobodySynced')}</strong>
        ) : (
          list && t(createsContacts ? 'onlyTheyAndCreated' : 'onlyThey')
        )}
      </Text>
      {list?.state === 'processing' && (
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <Loader size={16} aria-hidden mt={2} />
          <Text size="sm">{t('processing')}</Text>
        </Group>
      )}
      <Group gap="md">
        {isJustChosen && mayEdit && (
          <Button size="xs" color="ember" onClick={onResync}>
            {t('resyncNow')}
          </Button>
        )}
        {list && list.listUrl !== '' && (
          <Anchor href={list.listUrl} target="_blank" rel="noopener" size="sm">
            {t('openInHubspot')}
          </Anchor>
        )}
      </Group>
    </Stack>
  );

  function sizeSentence({ size, state }: InclusionListView) {
    // What HubSpot has found so far is not yet how many there are.
    return size === null || state === 'processing' ? t('sizeUnknown') : t('size', { contacts: size });
  }
}

type SyncStoppedProps = InclusionListStatusProps & {
  readonly name: string;
  readonly state: 'deleted' | 'converted' | 'unreadable';
};

function SyncStopped({ name, state, mayEdit, onChooseAnother }: SyncStoppedProps) {
  const t = useTranslations('listStatus');
  return (
    <Alert color="red" variant="light" role="alert" title={t('stopped')}>
      <Text size="sm" className="breakable">
        {t(`stoppedBecause.${state}`, { name })}
      </Text>
      <Text size="sm">{t('nothingLost')}</Text>
      <Button size="xs" mt="sm" color="ember" disabled={!mayEdit} onClick={onChooseAnother}>
        {t('chooseAnother')}
      </Button>
    </Alert>
  );
}

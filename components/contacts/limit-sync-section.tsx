'use client';

import { Button, Divider, Stack, Switch, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { ViewerNote } from '#components/viewer-note.tsx';
import { collectLists, useListSearch } from '#lib/client/lists.ts';
import { useOverview } from '#lib/client/overview.ts';
import { useRuns } from '#lib/client/runs.ts';
import { useSettings } from '#lib/client/settings.ts';
import { useNewLists } from '#lib/client/use-new-lists.ts';
import type { ListOption } from '#lib/contracts/lists.ts';
import type { SettingsResponse } from '#lib/contracts/settings.ts';
import { InclusionListStatus } from './inclusion-list-status.tsx';
import { ListPicker } from './list-picker.tsx';
import { NewListNotice } from './new-list-notice.tsx';
import { ResyncPanel } from './resync-panel.tsx';
import { useHeldChoice } from './use-held-choice.ts';
import { useInclusionListChoice } from './use-inclusion-list-choice.tsx';

const ImpactPanel = lazy(() =>
  import('./impact-panel.tsx').then(({ ImpactPanel: page }) => ({ default: page })),
);

/** Which contacts may sync at all, and the resync that acts on it. */
export function LimitSyncSection() {
  const t = useTranslations('limitSync');
  const settings = useSettings();
  const overview = useOverview();
  const runs = useRuns();
  if (settings.data && !overview.isPending && !runs.isPending) {
    return <LimitSync settings={settings.data} mayEdit={overview.data?.user.role === 'admin'} />;
  }
  if (settings.isError) {
    return (
      <ProblemAlert
        title={t('settingsUnreadable')}
        problem={settings.error}
        onRetry={() => settings.refetch()}
        isRetrying={settings.isFetching}
      />
    );
  }
  return <Placeholder height={{ base: 390, sm: 290 }} lines={6} />;
}

type LimitSyncProps = { readonly settings: SettingsResponse; readonly mayEdit: boolean };

function LimitSync({ settings, mayEdit }: LimitSyncProps) {
  const [isPickerOpen, setIsPickerOpen] = useState(false);
  const [isAwaitingList, setIsAwaitingList] = useState(false);
  const [isConfirmingResync, setIsConfirmingResync] = useState(false);
  const known = useListSearch('', { isWatched: isAwaitingList });
  const lists = useMemo(() => collectLists(known.data?.pages ?? []), [known.data]);
  const isComplete = known.isSuccess && !known.hasNextPage;
  const { newListIds, markLeaving } = useNewLists(lists, isComplete);
  const choice = useInclusionListChoice(settings);
  const [wantsToLook, setWantsToLook] = useState(false);
  const { held, isMeasuring, ...holding } = useHeldChoice(choice.choose, wantsToLook);

  const openListCreation = () => {
    markLeaving();
    setIsAwaitingList(true);
    window.open(known.data?.pages[0]?.createListUrl, '_blank', 'noopener');
  };
  const choose = (list: ListOption | null) => {
    setIsAwaitingList(false);
    holding.choose(list);
  };
  return (
    <Stack gap="md">
      <ListPicker
        chosen={settings.inclusionList}
        newListIds={newListIds}
        disabled={!mayEdit}
        isOpen={isPickerOpen}
        onOpenChange={setIsPickerOpen}
        onChoose={choose}
        onCreate={openListCreation}
      />
      <LookFirst
        isOn={wantsToLook}
        isDisabled={!mayEdit}
        isMeasuring={isMeasuring}
        onChange={setWantsToLook}
      />
      <ViewerNote />
      {held && (
        <Suspense fallback={<Placeholder height={{ base: 420, sm: 300 }} lines={6} />}>
          <ImpactPanel
            key={held.list?.listId ?? ''}
            list={held.list}
            current={settings.inclusionList}
            onConfirm={() => {
              holding.dismiss();
              choice.choose(held.list);
            }}
            onDismiss={holding.dismiss}
          />
        </Suspense>
      )}
      {choice.alert}
      <NewListNotice
        lists={lists.filter(
          ({ listId }) => newListIds.has(listId) && listId !== settings.inclusionList?.listId,
        )}
        mayChoose={mayEdit}
        onChoose={choose}
      />
      <ListsState
        lists={lists}
        isComplete={isComplete}
        search={known}
        isLimited={settings.inclusionList !== null}
        onCreate={openListCreation}
      />
      <InclusionListStatus
        list={settings.inclusionList}
        isJustChosen={choice.isJustSaved}
        createsContacts={settings.rules.createFromLeads || settings.rules.createFromContacts}
        mayEdit={mayEdit}
        onChooseAnother={() => setIsPickerOpen(true)}
        onResync={() => setIsConfirmingResync(true)}
      />
      <Divider />
      <ResyncPanel
        list={settings.inclusionList}
        mayEdit={mayEdit}
        isConfirming={isConfirmingResync}
        onConfirmingChange={setIsConfirmingResync}
        onStarted={choice.markSynced}
      />
    </Stack>
  );
}

type LookFirstProps = {
  readonly isOn: boolean;
  readonly isDisabled: boolean;
  readonly isMeasuring: boolean;
  readonly onChange: (isOn: boolean) => void;
};

/** Every choice is looked at first on demand; a large one always is. */
function LookFirst({ isOn, isDisabled, isMeasuring, onChange }: LookFirstProps) {
  const t = useTranslations('impact');
  return (
    <div>
      <Switch
        label={t('lookFirst')}
        description={t('lookFirstMeaning')}
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <Text size="sm" c="dimmed" role="status">
        {isMeasuring && t('measuring')}
      </Text>
    </div>
  );
}

type ListsStateProps = {
  readonly lists: readonly ListOption[];
  readonly isComplete: boolean;
  readonly search: ReturnType<typeof useListSearch>;
  readonly isLimited: boolean;
  readonly onCreate: () => void;
};

/** Why there is nothing to choose from: HubSpot refuses the lists, or has no active one yet. */
function ListsState({ lists, isComplete, search, isLimited, onCreate }: ListsStateProps) {
  const t = useTranslations('limitSync');
  if (search.isError) {
    return (
      <ProblemAlert
        title={t('listsUnreadable')}
        problem={search.error}
        onRetry={() => search.refetch()}
        isRetrying={search.isFetching}
      />
    );
  }
  if (!isComplete || isLimited || lists.some((list) => list.refusal === null)) return null;
  return (
    <Stack gap="xs" align="flex-start">
      {t('noActiveLists')}
      <Button size="xs" variant="default" onClick={onCreate}>
        {t('createList')}
      </Button>
    </Stack>
  );
}

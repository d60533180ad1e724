'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { ProblemAlert } from '#components/problem-text.tsx';
import { useChooseInclusionList } from '#lib/client/settings.ts';
import type { ListOption } from '#lib/contracts/lists.ts';
import type { InclusionListView, SettingsResponse } from '#lib/contracts/settings.ts';
import { ConflictAlert } from './conflict-alert.tsx';
import { useNotifySaved } from './notify-saved.tsx';

type InclusionListChoice = {
  readonly choose: (list: ListOption | null) => void;
  /** Until the page is left: the choice was just made, and nothing was synced by it. */
  readonly isJustSaved: boolean;
  /** A resync has acted on the choice. */
  readonly markSynced: () => void;
  /** Why the last choice was not saved. */
  readonly alert: ReactNode;
};

/** Saves a choice at once, offers to undo it, and explains a refusal. */
export function useInclusionListChoice({ inclusionList }: SettingsResponse): InclusionListChoice {
  const t = useTranslations('limitSync');
  const common = useTranslations('common');
  const [isJustSaved, setIsJustSaved] = useState(false);
  const save = useChooseInclusionList();
  const notifySaved = useNotifySaved();
  const nameOf = (list: { readonly name: string } | null) => list?.name ?? common('noLimit');

  const change = (list: ListOption | null, before: InclusionListView | null, isUndo: boolean) =>
    save.mutate(list, {
      onSuccess: (saved) => {
        setIsJustSaved(!isUndo);
        notifySaved({
          message: isUndo
            ? t('undone', { name: nameOf(saved.inclusionList) })
            : t('saved', { name: nameOf(saved.inclusionList) }),
          onUndo: isUndo ? null : () => change(asOption(before), saved.inclusionList, true),
        });
      },
    });

  return {
    choose: (list) => change(list, inclusionList, false),
    isJustSaved,
    markSynced: () => setIsJustSaved(false),
    alert: save.error && (
      <Refusal
        save={save}
        mine={nameOf(save.variables ?? null)}
        theirs={nameOf(inclusionList)}
        onSaveMine={() => change(save.variables ?? null, inclusionList, false)}
      />
    ),
  };
}

type RefusalProps = {
  readonly save: ReturnType<typeof useChooseInclusionList>;
  readonly mine: string;
  readonly theirs: string;
  readonly onSaveMine: () => void;
};

function Refusal({ save, mine, theirs, onSaveMine }: RefusalProps) {
  const t = useTranslations('limitSync');
  if (!save.error) return null;
  if (save.error.code === 'settings_changed_meanwhile') {
    return <ConflictAlert mine={mine} theirs={theirs} onKeepTheirs={save.reset} onSaveMine={onSaveMine} />;
  }
  return <ProblemAlert title={t('notSaved', { name: mine, kept: theirs })} problem={save.error} />;
}

/** The list that was chosen before, in the shape a choice has. */
function asOption(list: InclusionListView | null): ListOption | null {
  return (
    list && {
      listId: list.listId,
      name: list.name,
      size: list.size,
      isActive: true,
      isProcessing: list.state === 'processing',
      createdAt: null,
      updatedAt: null,
      refusal: null,
    }
  );
}

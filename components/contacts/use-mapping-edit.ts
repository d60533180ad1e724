import { useTranslations } from 'next-intl';
import { useReducer, useState } from 'react';
import {
  changeDraft,
  type DraftChange,
  isComplete,
  isSameSet,
  listChanges,
  type MappingDraft,
  openDraft,
  toInput,
} from '#lib/client/mapping-draft.ts';
import { useSaveMappings } from '#lib/client/mappings.ts';
import type { FieldMappingInput, MappingsResponse } from '#lib/contracts/mappings.ts';
import { useNotifySaved } from './notify-saved.tsx';

type MappingEdit = {
  readonly draft: MappingDraft;
  readonly change: (change: DraftChange) => void;
  readonly isChanged: boolean;
  readonly canSave: boolean;
  readonly save: ReturnType<typeof useSaveMappings>;
  readonly saveDraft: (options?: { readonly overOthers: boolean }) => void;
  readonly discard: () => void;
  /** What this person changed, and what somebody else did meanwhile, by name. */
  readonly differences: { readonly mine: string; readonly theirs: string };
};

const changeKinds = ['added', 'changed', 'removed'] as const;

function nameOf({ salesforceType, hubspotProperty, salesforceField }: FieldMappingInput): string {
  return `${hubspotProperty} – ${salesforceType}.${salesforceField}`;
}

/**
 * Whether records that are equal so far may differ by a change of the mappings: a field was added, or another rule
 * decides.
 */
function needsBackfill(before: readonly FieldMappingInput[], after: readonly FieldMappingInput[]): boolean {
  const keyOf = (mapping: FieldMappingInput) =>
    [mapping.salesforceType, mapping.hubspotProperty, mapping.salesforceField, mapping.rule].join();
  const known = new Set(before.map(keyOf));
  return after.some((mapping) => mapping.rule !== 'none' && !known.has(keyOf(mapping)));
}

/** An edit of the whole set, on top of the mappings it began with. */
export function useMappingEdit(
  current: MappingsResponse,
  onBackfillChange: (isNeeded: boolean) => void,
): MappingEdit {
  const t = useTranslations('mappingEditor');
  const [base, setBase] = useState(current);
  const [draft, change] = useReducer(changeDraft, base.mappings, openDraft);
  const save = useSaveMappings();
  const notifySaved = useNotifySaved();
  const store = (
    mappings: readonly FieldMappingInput[],
    expectedRevision: number,
    before: MappingsResponse | null,
  ) =>
    save.mutate(
      { mappings: mappings.map(toInput), expectedRevision },
      {
        onSuccess: (saved) => {
          onBackfillChange(before !== null && needsBackfill(before.mappings, saved.mappings));
          setBase(saved);
          change({ kind: 'load', mappings: saved.mappings });
          notifySaved({
            message: t('savedCount', { count: saved.mappings.length }),
            onUndo: before && (() => store(before.mappings, saved.revision, null)),
          });
        },
      },
    );
  const nameAll = (mappings: readonly FieldMappingInput[]) => {
    const changes = listChanges(base.mappings, mappings);
    const parts = changeKinds.flatMap((kind) =>
      changes[kind].length === 0
        ? []
        : [t(`changes.${kind}`, { names: changes[kind].map(nameOf).join(', ') })],
    );
    return parts.length === 0 ? t('countIn', { count: mappings.length }) : parts.join(' ');
  };
  return {
    draft,
    change,
    isChanged: !isSameSet(base.mappings, draft.rows),
    canSave: isComplete(draft),
    save,
    saveDraft: ({ overOthers } = { overOthers: false }) => {
      // Other settings may have been saved since: only other mappings are a conflict.
      const isUntouched = isSameSet(base.mappings, current.mappings);
      store(draft.rows, overOthers || isUntouched ? current.revision : base.revision, base);
    },
    discard: () => {
      save.reset();
      setBase(current);
      change({ kind: 'load', mappings: current.mappings });
    },
    differences: { mine: nameAll(draft.rows), theirs: nameAll(current.mappings) },
  };
}

import { useState } from 'react';
import type { ApiProblemCode } from '#lib/client/api-problem.ts';
import { useMeasureListChange } from '#lib/client/impact.ts';
import type { ListOption } from '#lib/contracts/lists.ts';

/** A choice that is not saved yet; `list: null` is "no limit". */
export type HeldChoice = { readonly list: ListOption | null };

/** Problems that saving explains better, beside the setting that stays. */
const refusedBySaving: ReadonlySet<ApiProblemCode> = new Set([
  'list_not_found',
  'list_deleted',
  'list_static',
  'list_not_of_contacts',
  'lists_not_permitted',
]);

type HeldChoices = {
  /** The choice that waits for a person who has seen what it means. */
  readonly held: HeldChoice | null;
  readonly isMeasuring: boolean;
  readonly choose: (list: ListOption | null) => void;
  readonly dismiss: () => void;
};

/** Saves small changes of the list at once and holds large ones, and all of them where the person wants to look first. */
export function useHeldChoice(save: (list: ListOption | null) => void, wantsToLook: boolean): HeldChoices {
  const [held, setHeld] = useState<HeldChoice | null>(null);
  const measure = useMeasureListChange();
  return {
    held,
    isMeasuring: measure.isPending,
    dismiss: () => setHeld(null),
    choose: (list) => {
      if (wantsToLook) return setHeld({ list });
      setHeld(null);
      // Without a limit nobody stops.
      if (list === null) return save(null);
      measure.mutate(list.listId, {
        onSuccess: ({ isLarge }) => (isLarge ? setHeld({ list }) : save(list)),
        // What could not be measured may be large: the panel says what is wrong and leaves the choice to the person.
        onError: ({ code }) => (refusedBySaving.has(code) ? save(list) : setHeld({ list })),
      });
    },
  };
}

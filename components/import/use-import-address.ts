'use client';

import { useRouter, useSearchParams } from 'next/navigation';

const path = '/import';

/** Where in the wizard a person is; at most one of them. */
type ImportAddress = {
  /** An import to look at. */
  readonly run: string;
  readonly preview: string;
  /** A preview whose choice is changed. */
  readonly change: string;
};

/** The step of the wizard as the address has it, so that a reload and a shared link lead to the same one. */
export function useImportAddress() {
  const query = useSearchParams();
  const router = useRouter();
  const goTo = (target: Partial<ImportAddress>) => {
    const parameters = new URLSearchParams(target);
    router.push(parameters.size === 0 ? path : `${path}?${parameters}`, { scroll: false });
  };
  return {
    runId: query.get('run'),
    previewId: query.get('preview'),
    changedPreviewId: query.get('change'),
    goTo,
  };
}

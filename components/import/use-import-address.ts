'use client';

import { useRouter, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

const path = '/import';

/** Where in the wizard a person is; at most one of them. */
type ImportAddress = {
  /** An import to look at. */
  readonly run: string;
  readonly preview: string;
  /** A preview whose choice is changed. */
  readonly change: string;
};

function addressOf(target: Partial<ImportAddress>): string {
  const parameters = new URLSearchParams(target);
  return parameters.size === 0 ? path : `${path}?${parameters}`;
}

/** The step of the wizard as the address has it, so that a reload and a shared link lead to the same one. */
export function useImportAddress() {
  const query = useSearchParams();
  const router = useRouter();
  const goTo = (target: Partial<ImportAddress>) => router.push(addressOf(target), { scroll: false });
  const stayAt = useCallback(
    (target: Partial<ImportAddress>) => router.replace(addressOf(target), { scroll: false }),
    [router],
  );
  return {
    runId: query.get('run'),
    previewId: query.get('preview'),
    changedPreviewId: query.get('change'),
    goTo,
    /** The same, without a step back to where the person was. */
    stayAt,
  };
}

'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { Placeholder } from '#components/placeholder.tsx';
import { useOverview } from '#lib/client/overview.ts';

/** Where the connections cannot be read, the settings page says so. */
export function StartRedirect() {
  const router = useRouter();
  const { data: overview, isError } = useOverview();
  const target = overview?.salesforce === null ? '/setup' : '/contacts';
  const isKnown = overview !== undefined || isError;
  useEffect(() => {
    if (isKnown) router.replace(target);
  }, [router, isKnown, target]);
  return <Placeholder height={480} lines={8} />;
}

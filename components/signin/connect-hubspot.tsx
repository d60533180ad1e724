'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { connectHubspot } from '#lib/client/session.ts';

/** Signing in and installing the app are one step at HubSpot. */
export function ConnectHubspot({ returnPath }: { readonly returnPath: string }) {
  const t = useTranslations('signIn');
  const [isLeaving, setIsLeaving] = useState(false);
  const leave = () => {
    setIsLeaving(true);
    void connectHubspot(returnPath);
  };
  return (
    <Button size="md" color="ember" loading={isLeaving} onClick={leave}>
      {t('connect')}
    </Button>
  );
}

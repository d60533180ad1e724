'use client';

import { Alert, Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { lazy, Suspense, useState } from 'react';
import type { useDisconnect } from '#lib/client/overview.ts';

const loadDialog = () => import('./disconnect-dialog.tsx');
const DisconnectDialog = lazy(loadDialog);

type DisconnectAccountProps = {
  readonly platform: 'hubspot' | 'salesforce';
  readonly accountName: string;
  readonly mayEdit: boolean;
  readonly disconnect: ReturnType<typeof useDisconnect>;
};

/** The way to the dialog that ends a connection. */
export function DisconnectAccount({ mayEdit, ...account }: DisconnectAccountProps) {
  const t = useTranslations('disconnect');
  const [isAsking, setIsAsking] = useState(false);
  const close = () => setIsAsking(false);
  return (
    <>
      <Button
        variant="default"
        disabled={!mayEdit}
        aria-haspopup="dialog"
        onPointerEnter={loadDialog}
        onFocus={loadDialog}
        onClick={() => setIsAsking(true)}
      >
        {t(`${account.platform}.open`)}
      </Button>
      {isAsking && (
        <Suspense>
          <DisconnectDialog {...account} onClose={close} />
        </Suspense>
      )}
    </>
  );
}

/** Our side has let go; the other one could not be told. */
export function AccessMayRemain({
  disconnect,
  platform,
}: Pick<DisconnectAccountProps, 'disconnect' | 'platform'>) {
  const t = useTranslations('disconnect');
  if (disconnect.data?.isAccessEnded !== false) return null;
  return (
    <Alert color="yellow" role="alert" title={t('accessMayRemain')}>
      {t(`${platform}.removeByHand`)}
    </Alert>
  );
}

'use client';

import { useNotifications } from '@mantine/notifications';
import { lazy, Suspense, useState } from 'react';

const NotificationList = lazy(() => import('./notification-list.tsx'));

/** Where notifications appear; loaded with the first one. */
export function NotificationArea() {
  const [hasShown, setHasShown] = useState(false);
  const isNeeded = useNotifications().notifications.length > 0;
  if (isNeeded && !hasShown) setHasShown(true);
  return (
    hasShown && (
      <Suspense>
        <NotificationList />
      </Suspense>
    )
  );
}

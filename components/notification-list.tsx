'use client';

import { Notifications } from '@mantine/notifications';

export default function NotificationList() {
  return <Notifications position="bottom-right" autoClose={8_000} transitionDuration={120} />;
}

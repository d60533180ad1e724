'use client';

import { Button, Text } from '@mantine/core';
import { hideNotification, showNotification } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';

const notificationId = 'setting-saved';

/** Confirms a save, with the way back. Only the newest save is offered for undoing. */
export function useNotifySaved() {
  const t = useTranslations('saved');
  return useCallback(
    ({ message, onUndo }: { readonly message: string; readonly onUndo: (() => void) | null }) => {
      hideNotification(notificationId);
      showNotification({
        id: notificationId,
        title: t('title'),
        closeButtonProps: { 'aria-label': t('close') },
        message: (
          <>
            <Text size="sm" className="breakable">
              {message}
            </Text>
            {onUndo && (
              <Button
                variant="default"
                size="xs"
                mt="xs"
                onClick={() => {
                  hideNotification(notificationId);
                  onUndo();
                }}
              >
                {t('undo')}
              </Button>
            )}
          </>
        ),
      });
    },
    [t],
  );
}

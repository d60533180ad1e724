'use client';

import { Alert, Button, Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ListOption } from '#lib/contracts/lists.ts';

type NewListNoticeProps = {
  readonly lists: readonly ListOption[];
  readonly mayChoose: boolean;
  readonly onChoose: (list: ListOption) => void;
};

/** A list that was made in HubSpot while this page was out of sight, one click away from being chosen. */
export function NewListNotice({ lists, mayChoose, onChoose }: NewListNoticeProps) {
  const t = useTranslations('limitSync');
  const usable = lists.filter((list) => list.refusal === null);
  if (usable.length === 0) return null;
  return (
    <Alert color="teal" role="status" p="sm">
      {usable.map((list) => (
        <Group key={list.listId} gap="sm" justify="space-between">
          <Text size="sm" className="breakable">
            {t('newList', { name: list.name })}
          </Text>
          <Button size="xs" variant="default" disabled={!mayChoose} onClick={() => onChoose(list)}>
            {t('chooseNewList')}
          </Button>
        </Group>
      ))}
    </Alert>
  );
}

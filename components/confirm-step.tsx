'use client';

import { Button, Group, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';

type ConfirmStepProps = {
  readonly question: string;
  readonly confirmLabel: string;
  readonly dismissLabel: string;
  readonly color: 'ember' | 'red';
  readonly isBusy: boolean;
  readonly onConfirm: () => void;
  readonly onDismiss: () => void;
  /** A third way, between yes and no. */
  readonly alternative?: { readonly label: string; readonly onChoose: () => void };
};

/** Asks once more, in the place of the button that was pressed. */
export function ConfirmStep(props: ConfirmStepProps) {
  const confirmButton = useRef<HTMLButtonElement>(null);
  useEffect(() => confirmButton.current?.focus(), []);
  return (
    <Stack
      gap="xs"
      align="flex-start"
      role="group"
      aria-label={props.question}
      onKeyDown={(event) => event.key === 'Escape' && props.onDismiss()}
    >
      <Text>{props.question}</Text>
      <Group gap="xs">
        <Button ref={confirmButton} color={props.color} loading={props.isBusy} onClick={props.onConfirm}>
          {props.confirmLabel}
        </Button>
        {props.alternative && (
          <Button variant="default" disabled={props.isBusy} onClick={props.alternative.onChoose}>
            {props.alternative.label}
          </Button>
        )}
        <Button variant="default" onClick={props.onDismiss}>
          {props.dismissLabel}
        </Button>
      </Group>
    </Stack>
  );
}

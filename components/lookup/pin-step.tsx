'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { ConfirmStep } from '#components/confirm-step.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { usePinLink } from '#lib/client/explain.ts';
import type { Explanation } from '#lib/contracts/explain.ts';

type PinStepProps = {
  readonly hubspotContactId: string;
  /** The record somebody wants to pin; `null` while nobody does. */
  readonly asked: Explanation['candidates'][number] | null;
  readonly isLinked: boolean;
  readonly onDone: () => void;
};

/** Says what pinning a record means before it is done, and how it ended. */
export function PinStep({ hubspotContactId, asked, isLinked, onDone }: PinStepProps) {
  const t = useTranslations('lookup.candidates');
  const pin = usePinLink(hubspotContactId);
  const nameOf = (record: { salesforceType: string; salesforceId: string }) =>
    `${record.salesforceType} ${record.salesforceId}`;
  if (asked !== null) {
    const record = nameOf(asked);
    return (
      <ConfirmStep
        key={asked.salesforceId}
        question={isLinked ? t('pinQuestion', { record }) : t('pinFirstQuestion', { record })}
        confirmLabel={t('pinConfirm')}
        dismissLabel={t('pinDismiss')}
        color="ember"
        isBusy={pin.isPending}
        onConfirm={() => pin.mutate({ salesforceId: asked.salesforceId }, { onSettled: onDone })}
        onDismiss={onDone}
      />
    );
  }
  if (pin.error) return <ProblemAlert title={t('notPinned')} problem={pin.error} />;
  if (!pin.data) return null;
  return (
    <Text size="sm" role="status">
      {t('pinned', { record: nameOf(pin.data) })}
    </Text>
  );
}

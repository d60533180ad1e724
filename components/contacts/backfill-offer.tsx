'use client';

import { Alert, Anchor, Button, Group, Skeleton, Text } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { ProblemAlert, ProblemText } from '#components/problem-text.tsx';
import { useBackfillEstimate, useStartRun } from '#lib/client/runs.ts';
import { useCostSentence } from './cost-sentence.ts';

/** After a change of the mappings: what is equal by the old ones may be brought up to date, or left for later. */
export function BackfillOffer({ onDecline }: { readonly onDecline: () => void }) {
  const t = useTranslations('backfillOffer');
  const start = useStartRun();
  if (start.data) {
    return (
      <Alert color="teal" role="status">
        {t('started')}{' '}
        <Anchor component={Link} href={`/runs/${start.data.run.runId}`} size="sm">
          {t('see')}
        </Anchor>
      </Alert>
    );
  }
  return (
    <Alert color="teal" variant="light" title={t('title')} role="status">
      <Text size="sm">{t('meaning')}</Text>
      <Cost />
      {start.error && <ProblemAlert title={t('notStarted')} problem={start.error} />}
      <Group gap="xs" mt="sm">
        <Button
          size="xs"
          color="ember"
          loading={start.isPending}
          onClick={() => start.mutate({ kind: 'backfill' })}
        >
          {t('start')}
        </Button>
        <Button size="xs" variant="default" onClick={onDecline}>
          {t('decline')}
        </Button>
      </Group>
    </Alert>
  );
}

function Cost() {
  const t = useTranslations('backfillOffer');
  const estimate = useBackfillEstimate();
  const describeCost = useCostSentence();
  if (estimate.isError) {
    return (
      <Text size="sm">
        {t('costUnknown')}: <ProblemText problem={estimate.error} />
      </Text>
    );
  }
  if (!estimate.data) return <Skeleton h={14} w={260} mt={6} />;
  return (
    <Text size="sm" fw={600} className="tabular">
      {describeCost(estimate.data)}
    </Text>
  );
}

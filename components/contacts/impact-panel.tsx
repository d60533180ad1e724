'use client';

import { Alert, Button, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { ProblemAlert } from '#components/problem-text.tsx';
import { useCancelImpact, useImpact, useStartImpact } from '#lib/client/impact.ts';
import type { Impact } from '#lib/contracts/impact.ts';
import styles from './impact.module.css';
import { ImpactResult } from './impact-result.tsx';

type Named = { readonly listId: string; readonly name: string };

type ImpactPanelProps = {
  /** The list that was chosen and is not saved yet; `null` is "no limit". */
  readonly list: Named | null;
  readonly current: Named | null;
  readonly onConfirm: () => void;
  readonly onDismiss: () => void;
};

/** What a choice would mean, before it is saved: advice, which the person may follow or not. */
export function ImpactPanel({ list, current, onConfirm, onDismiss }: ImpactPanelProps) {
  const t = useTranslations('impact');
  const common = useTranslations('common');
  const counting = useCounting(list?.listId ?? null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const currentName = current?.name ?? common('noLimit');
  const leave = (next: () => void) => {
    counting.leave();
    next();
  };
  return (
    <section
      className={styles.panel}
      aria-labelledby="impact-title"
      onKeyDown={(event) => event.key === 'Escape' && leave(onDismiss)}
    >
      <Stack gap="md">
        <div>
          <Title order={3} id="impact-title" ref={heading} tabIndex={-1} className="breakable">
            {list === null ? t('titleNoLimit') : t('title', { name: list.name })}
          </Title>
          <Text size="sm" c="dimmed" className="breakable">
            {t('notSavedYet', { current: currentName })}
          </Text>
        </div>
        <Found counting={counting} />
        <Group gap="xs">
          <Button color="ember" onClick={() => leave(onConfirm)} className="breakable">
            {list === null ? t('confirmNoLimit') : t('confirm', { name: list.name })}
          </Button>
          <Button variant="default" onClick={() => leave(onDismiss)}>
            {t('dismiss', { current: currentName })}
          </Button>
        </Group>
      </Stack>
    </section>
  );
}

/** Starts counting with the panel, and stops it with the panel. */
function useCounting(listId: string | null) {
  const start = useStartImpact();
  const cancel = useCancelImpact();
  const { mutate } = start;
  useEffect(() => mutate(listId), [mutate, listId]);
  const impact = useImpact(start.data?.impactId ?? null);
  const data = impact.data ?? start.data;
  return {
    impact: data,
    problem: start.error ?? (impact.data ? null : impact.error),
    isStarting: start.isPending,
    again: () => mutate(listId),
    leave: () => {
      if (data?.state === 'counting') cancel.mutate(data.impactId);
    },
  };
}

function Found({ counting }: { readonly counting: ReturnType<typeof useCounting> }) {
  const t = useTranslations('impact');
  const { impact, problem, isStarting, again } = counting;
  if (problem) {
    return <ProblemAlert title={t('failed')} problem={problem} onRetry={again} isRetrying={isStarting} />;
  }
  if (!impact || isStarting) return <Text role="status">{t('starting')}</Text>;
  if (impact.state === 'counting') return <Counting impact={impact} />;
  if (impact.state === 'ready') return <ImpactResult impact={impact} />;
  return (
    <Alert color="yellow" role="alert" title={impact.state === 'expired' ? t('expired') : t('stopped')}>
      {impact.state !== 'expired' && <Text size="sm">{t(`stoppedBecause.${causeOf(impact)}`)}</Text>}
      <Button size="xs" mt="sm" variant="default" onClick={again}>
        {t('again')}
      </Button>
    </Alert>
  );
}

function causeOf({ waitReason }: Impact) {
  switch (waitReason) {
    case 'inclusion_list_deleted':
      return 'deleted';
    case 'inclusion_list_converted':
      return 'converted';
    case 'inclusion_list_unreadable':
      return 'unreadable';
    default:
      return 'other';
  }
}

function Counting({ impact: { examined, total, waitReason } }: { readonly impact: Impact }) {
  const t = useTranslations('impact');
  const waits = useTranslations('waitReasons');
  const percent = total === null || total === 0 ? 0 : Math.min(100, (100 * examined) / total);
  return (
    <div>
      <Progress value={percent} animated striped aria-label={t('progress')} size="lg" />
      <Text size="sm" mt={6} className="tabular" role="status">
        {total === null
          ? t('examinedOfUnknown', { examined })
          : t('examined', { examined: Math.min(examined, total), total })}
      </Text>
      {waitReason && <Text size="sm">{waits(waitReason)}</Text>}
    </div>
  );
}

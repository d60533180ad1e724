'use client';

import { Anchor, Checkbox, Text } from '@mantine/core';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { useCauseSentence, useTriggerWord } from '#components/runs/outcome-words.ts';
import type { StandingRecordView } from '#lib/contracts/health.ts';
import { useAdvice } from './cause-advice.ts';
import styles from './health.module.css';

type StandingRowProps = {
  readonly record: StandingRecordView;
  readonly isChosen: boolean;
  readonly onChoose: (hubspotContactId: string, isChosen: boolean) => void;
};

/** One contact, since when it stands here, and why. */
export function StandingRow({ record, isChosen, onChoose }: StandingRowProps) {
  const t = useTranslations('health.records');
  const attempt = useTranslations('attempt');
  const format = useFormatter();
  const { hubspotContactId, hubspotUrl, salesforceType, salesforceUrl } = record;
  const name = useNameOf(record);
  const who = record.email ?? hubspotContactId ?? record.salesforceId ?? '';
  return (
    <li className={styles.record}>
      <div>
        {hubspotContactId !== null && (
          <Checkbox
            aria-label={t('select', { person: name })}
            checked={isChosen}
            onChange={(event) => onChoose(hubspotContactId, event.currentTarget.checked)}
          />
        )}
      </div>
      <div>
        <Anchor
          component={Link}
          href={`/lookup?${new URLSearchParams({ who })}`}
          className={`${styles.person} breakable`}
          size="sm"
        >
          {name}
        </Anchor>
        <Text size="xs" c="dimmed" className="tabular">
          {format.dateTime(new Date(record.since), { dateStyle: 'medium', timeStyle: 'short' })}
        </Text>
        <div className={styles.links}>
          {hubspotUrl && (
            <Anchor href={hubspotUrl} target="_blank" rel="noopener" size="xs">
              {attempt('openHubspot')}
            </Anchor>
          )}
          {salesforceUrl && salesforceType && (
            <Anchor href={salesforceUrl} target="_blank" rel="noopener" size="xs">
              {attempt('openSalesforce', { salesforceType })}
            </Anchor>
          )}
        </div>
      </div>
      <div className="breakable">
        <Causes causes={record.causes} />
        <Waiting waiting={record.waiting} />
      </div>
    </li>
  );
}

function useNameOf({ email, hubspotContactId, salesforceType, salesforceId }: StandingRecordView): string {
  const t = useTranslations('health.records');
  if (email !== null) return email;
  if (hubspotContactId !== null) return t('unnamed', { hubspotContactId });
  return [salesforceType, salesforceId].filter(Boolean).join(' ');
}

function Causes({ causes }: Pick<StandingRecordView, 'causes'>) {
  const describeCause = useCauseSentence();
  const advise = useAdvice();
  return causes.map((cause) => (
    <div key={cause.groupId}>
      {describeCause(cause)}
      <Text size="xs" c="dimmed">
        {advise(cause.code)}
      </Text>
    </div>
  ));
}

function Waiting({ waiting }: Pick<StandingRecordView, 'waiting'>) {
  const t = useTranslations('health.records');
  const pending = useTranslations('lookup.pending');
  const wordOf = useTriggerWord();
  const format = useFormatter();
  const parked = useTranslations('health.parked');
  if (waiting === null) return null;
  const due = new Date(waiting.notBefore);
  const isDue = due.getTime() <= Date.now();
  return (
    <>
      {waiting.triggers.map(wordOf).join(', ')}
      <Text size="xs" c="dimmed">
        {isDue ? parked('byItself') : t('nextTry', { time: format.relativeTime(due, new Date()) })}
        {waiting.attempts > 0 && ` · ${pending('attempts', { attempts: waiting.attempts })}`}
      </Text>
    </>
  );
}

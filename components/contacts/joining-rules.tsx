'use client';

import { Divider, SimpleGrid, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { AutoSaveInput } from './auto-save-input.tsx';
import { RuleSwitch } from './rule-switch.tsx';
import styles from './rules.module.css';
import { useRules } from './use-rules.tsx';

const bounds = {
  settleDelaySeconds: { min: 10, max: 900 },
  importWaitMinutes: { min: 1, max: 1_440 },
  historyDays: { min: 7, max: 730 },
  largeChangePercent: { min: 0, max: 100 },
} as const;

type NumberName = keyof typeof bounds;

/** What joining the list starts, and the numbers that most accounts leave as they are. */
export function JoiningRules() {
  const t = useTranslations('syncRules');
  const names = useTranslations('settingNames');
  const state = useRules();
  const [refused, setRefused] = useState<NumberName | null>(null);
  const { rules, mayEdit, change, alert } = state;
  const saveNumber = (name: NumberName, text: string) => {
    const value = Number(text);
    const isFit = Number.isInteger(value) && value >= bounds[name].min && value <= bounds[name].max;
    setRefused(isFit ? null : name);
    if (isFit) change(changeOf(name, value));
  };
  const numberInput = (name: NumberName) => (
    <AutoSaveInput
      label={names(name)}
      description={t(`${name}Meaning`)}
      value={String(rules?.[name] ?? '')}
      maxLength={4}
      inputMode="numeric"
      disabled={!mayEdit || rules === null}
      error={refused === name && t('outOfRange', bounds[name])}
      onSave={(text) => saveNumber(name, text)}
    />
  );
  return (
    <Stack gap="md" mt="md">
      <Divider />
      <RuleSwitch name="syncOnJoin" state={state} description={t('syncOnJoinMeaning')} />
      <details className={styles.advanced}>
        <summary>{t('advanced')}</summary>
        <SimpleGrid cols={{ base: 1, sm: 2 }} mt="sm" style={{ alignItems: 'start' }}>
          {numberInput('settleDelaySeconds')}
          {numberInput('importWaitMinutes')}
          {numberInput('historyDays')}
          {numberInput('largeChangePercent')}
        </SimpleGrid>
      </details>
      {alert}
    </Stack>
  );
}

function changeOf(name: NumberName, value: number) {
  switch (name) {
    case 'settleDelaySeconds':
      return { settleDelaySeconds: value };
    case 'importWaitMinutes':
      return { importWaitMinutes: value };
    case 'historyDays':
      return { historyDays: value };
    case 'largeChangePercent':
      return { largeChangePercent: value };
  }
}

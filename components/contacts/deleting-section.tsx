'use client';

import { Radio, RadioGroup, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Placeholder } from '#components/placeholder.tsx';
import { useRules } from './use-rules.tsx';

const choices = ['keep', 'archive'] as const;

/** What becomes of the HubSpot contact when its Salesforce record is deleted. */
export function DeletingSection() {
  const t = useTranslations('deleting');
  const { rules, mayEdit, change, alert } = useRules();
  if (rules === null) return alert ?? <Placeholder height={{ base: 190, sm: 150 }} lines={4} />;
  const press = (value: string) =>
    change({ onSalesforceDelete: choices.find((each) => each === value) ?? 'keep' });
  return (
    <Stack gap="md">
      <RadioGroup label={t('question')} value={rules.onSalesforceDelete} onChange={press}>
        <Stack gap="sm" mt="xs">
          {choices.map((choice) => (
            <Radio
              key={choice}
              value={choice}
              disabled={!mayEdit}
              label={t(`options.${choice}.label`)}
              description={t(`options.${choice}.meaning`)}
            />
          ))}
        </Stack>
      </RadioGroup>
      <Text size="sm" c="dimmed">
        {t('fromHubspot')}
      </Text>
      {alert}
    </Stack>
  );
}

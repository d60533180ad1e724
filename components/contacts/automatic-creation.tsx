'use client';

import { Divider, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { RuleSwitch } from './rule-switch.tsx';
import { useRules } from './use-rules.tsx';

/** A Contact instead of a Lead for known Accounts, and HubSpot contacts that Salesforce records create. */
export function AutomaticCreation() {
  const t = useTranslations('syncRules');
  const state = useRules();
  return (
    <Stack gap="md" mt="lg">
      <RuleSwitch
        name="contactForKnownAccount"
        state={state}
        description={t('contactForKnownAccountMeaning')}
      />
      <Divider />
      <Stack gap="xs" role="group" aria-labelledby="automatic-creation">
        <Text fw={600} id="automatic-creation">
          {t('autoCreate')}
        </Text>
        <Text size="sm" c="dimmed" maw="68ch">
          {t('autoCreateMeaning')}
        </Text>
        <RuleSwitch name="createFromLeads" state={state} />
        <RuleSwitch name="createFromContacts" state={state} />
      </Stack>
      {state.alert}
    </Stack>
  );
}

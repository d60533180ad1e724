'use client';

import { Switch } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { useRules } from './use-rules.tsx';

type SwitchName = 'createFromLeads' | 'createFromContacts' | 'contactForKnownAccount' | 'syncOnJoin';

type RuleSwitchProps = {
  readonly name: SwitchName;
  readonly state: ReturnType<typeof useRules>;
  readonly description?: string;
};

/** A rule that is on or off; pressing it saves. */
export function RuleSwitch({ name, state, description }: RuleSwitchProps) {
  const t = useTranslations('syncRules');
  return (
    <Switch
      label={t(`switches.${name}`)}
      description={description}
      checked={state.rules?.[name] ?? false}
      disabled={!state.mayEdit || state.rules === null}
      onChange={(event) => state.change(changeOf(name, event.currentTarget.checked))}
    />
  );
}

function changeOf(name: SwitchName, isOn: boolean) {
  switch (name) {
    case 'createFromLeads':
      return { createFromLeads: isOn };
    case 'createFromContacts':
      return { createFromContacts: isOn };
    case 'contactForKnownAccount':
      return { contactForKnownAccount: isOn };
    case 'syncOnJoin':
      return { syncOnJoin: isOn };
  }
}

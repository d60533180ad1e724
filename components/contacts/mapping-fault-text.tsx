'use client';

import { Button, Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { MappingFaultView } from '#lib/contracts/mappings.ts';
import { syncRuleNames } from './mapping-faults.ts';

type MappingFaultTextProps = {
  readonly fault: MappingFaultView;
  readonly onUse: (suggestion: string) => void;
};

/** What is wrong with a mapping, and what would do, to click. */
export function MappingFaultText({ fault, onUse }: MappingFaultTextProps) {
  const t = useTranslations('mappingFaults');
  const editor = useTranslations('mappingEditor');
  const rules = useTranslations('rules');
  const nameOf = (suggestion: string) => {
    const rule = syncRuleNames.find((each) => each === suggestion);
    return rule ? rules(`${rule}.label`) : suggestion;
  };
  return (
    <Group gap="xs">
      <Text size="xs" c="var(--sluice-negative)" role="alert" className="breakable">
        {t(fault.code)}
      </Text>
      {fault.suggestions.slice(0, 4).map((suggestion) => (
        <Button key={suggestion} size="compact-xs" variant="default" onClick={() => onUse(suggestion)}>
          {editor('useInstead', { name: nameOf(suggestion) })}
        </Button>
      ))}
    </Group>
  );
}

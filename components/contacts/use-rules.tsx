'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ProblemAlert } from '#components/problem-text.tsx';
import { useMayEdit } from '#lib/client/overview.ts';
import { useSaveRules, useSettings } from '#lib/client/settings.ts';
import type { RulesSettings } from '#lib/contracts/settings.ts';
import { ConflictAlert } from './conflict-alert.tsx';
import { useNotifySaved } from './notify-saved.tsx';

export type RuleName = keyof RulesSettings;

/** One rule with its new value. */
type RuleChange = { readonly [Name in RuleName]: Pick<RulesSettings, Name> }[RuleName];

type Rules = {
  /** `null` until the settings are read. */
  readonly rules: RulesSettings | null;
  readonly mayEdit: boolean;
  readonly change: (change: RuleChange) => void;
  /** Why the settings cannot be shown, or the last change was not saved. */
  readonly alert: ReactNode;
};

/** Saves one rule at a time, at once, with a way back. */
export function useRules(): Rules {
  const t = useTranslations('syncRules');
  const names = useTranslations('settingNames');
  const changes = useTranslations('settingChanges');
  const settings = useSettings();
  const mayEdit = useMayEdit();
  const save = useSaveRules();
  const notifySaved = useNotifySaved();
  const rules = settings.data?.rules ?? null;
  const sayRule = (name: RuleName, value: string) =>
    isSwitch(name) ? changes('switched', { name: names(name), value }) : t(`savedAs.${name}`, { value });
  const putIntoWords = (part: Partial<RulesSettings>) =>
    ruleNames
      .filter((name) => part[name] !== undefined)
      .map((name) => sayRule(name, String(part[name])))
      .join(' ');
  const change = (part: Partial<RulesSettings>, before: RulesSettings | null) =>
    save.mutate(part, {
      onSuccess: () =>
        notifySaved({
          message: putIntoWords(part),
          onUndo: before && (() => change(valuesOf(before, part), null)),
        }),
    });
  const alert = () => {
    if (settings.isError && rules === null) {
      return (
        <ProblemAlert
          title={t('unreadable')}
          problem={settings.error}
          onRetry={() => settings.refetch()}
          isRetrying={settings.isFetching}
        />
      );
    }
    if (!save.error || !save.variables || rules === null) return null;
    const mine = save.variables;
    if (save.error.code !== 'settings_changed_meanwhile')
      return <ProblemAlert title={t('notSaved')} problem={save.error} />;
    return (
      <ConflictAlert
        mine={putIntoWords(mine)}
        theirs={putIntoWords(valuesOf(rules, mine))}
        onKeepTheirs={save.reset}
        onSaveMine={() => change(mine, rules)}
      />
    );
  };
  return { rules, mayEdit, change: (part) => change(part, rules), alert: alert() };
}

const ruleNames = [
  'createFromLeads',
  'createFromContacts',
  'contactForKnownAccount',
  'onSalesforceDelete',
  'syncOnJoin',
  'settleDelaySeconds',
  'importWaitMinutes',
  'historyDays',
  'largeChangePercent',
] as const satisfies readonly RuleName[];

const switches = [
  'createFromLeads',
  'createFromContacts',
  'contactForKnownAccount',
  'syncOnJoin',
] as const satisfies readonly RuleName[];

function isSwitch(name: RuleName): name is (typeof switches)[number] {
  return switches.some((each) => each === name);
}

/** The values that `rules` has for what `part` names. */
function valuesOf(rules: RulesSettings, part: Partial<RulesSettings>): Partial<RulesSettings> {
  return Object.fromEntries(
    ruleNames.filter((name) => part[name] !== undefined).map((name) => [name, rules[name]]),
  );
}

'use client';

import { Radio, RadioGroup, SimpleGrid, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { ViewerNote } from '#components/viewer-note.tsx';
import { useMayEdit } from '#lib/client/overview.ts';
import { useSaveCreating, useSettings } from '#lib/client/settings.ts';
import type { CreateInSalesforce, CreatingSettings } from '#lib/contracts/settings.ts';
import { AutoSaveInput } from './auto-save-input.tsx';
import { ConflictAlert } from './conflict-alert.tsx';
import { useNotifySaved } from './notify-saved.tsx';

const creations = ['nothing', 'lead', 'contact'] as const satisfies readonly CreateInSalesforce[];

/** What is created in Salesforce for a contact that has no record there; every change saves itself. */
export function CreatingSection() {
  const t = useTranslations('creating');
  const settings = useSettings();
  if (settings.data) return <CreatingForm creating={settings.data.creating} />;
  if (settings.isError) {
    return (
      <ProblemAlert
        title={t('unreadable')}
        problem={settings.error}
        onRetry={() => settings.refetch()}
        isRetrying={settings.isFetching}
      />
    );
  }
  return <Placeholder height={{ base: 438, sm: 282 }} lines={6} />;
}

function CreatingForm({ creating }: { readonly creating: CreatingSettings }) {
  const t = useTranslations('creating');
  const names = useTranslations('settingNames');
  const mayEdit = useMayEdit();
  const save = useSaveCreating();
  const notifySaved = useNotifySaved();
  const change = (next: CreatingSettings, before: CreatingSettings | null) =>
    save.mutate(next, {
      onSettled: () => setPressed(null),
      onSuccess: () =>
        notifySaved({
          message: putIntoWords(next),
          onUndo: before && (() => change(before, null)),
        }),
    });
  const putIntoWords = (next: CreatingSettings) =>
    t('savedAs', {
      choice: t(`options.${next.createInSalesforce}.label`),
      company: next.defaultCompany,
      lastName: next.defaultLastName,
    });
  // Shows the press at once: the saved settings follow a moment later.
  const [pressed, setPressed] = useState<CreateInSalesforce | null>(null);
  const press = (value: string) => {
    const createInSalesforce = creations.find((each) => each === value) ?? 'nothing';
    setPressed(createInSalesforce);
    changePart({ createInSalesforce });
  };
  const changePart = (part: Partial<CreatingSettings>) => change({ ...creating, ...part }, creating);
  const isConflict = save.error?.code === 'settings_changed_meanwhile';
  return (
    <Stack gap="lg">
      <RadioGroup label={t('question')} value={pressed ?? creating.createInSalesforce} onChange={press}>
        <Stack gap="sm" mt="xs">
          {creations.map((option) => (
            <Radio
              key={option}
              value={option}
              disabled={!mayEdit}
              label={t(`options.${option}.label`)}
              description={t(`options.${option}.meaning`)}
            />
          ))}
        </Stack>
      </RadioGroup>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="md" style={{ alignItems: 'end' }}>
        <AutoSaveInput
          label={names('defaultCompany')}
          description={t('defaultCompanyMeaning')}
          value={creating.defaultCompany}
          maxLength={255}
          disabled={!mayEdit}
          onSave={(defaultCompany) => changePart({ defaultCompany })}
        />
        <AutoSaveInput
          label={names('defaultLastName')}
          description={t('defaultLastNameMeaning')}
          value={creating.defaultLastName}
          maxLength={80}
          disabled={!mayEdit}
          onSave={(defaultLastName) => changePart({ defaultLastName })}
        />
      </SimpleGrid>
      <ViewerNote />
      {isConflict && save.variables && (
        <ConflictAlert
          mine={putIntoWords(save.variables)}
          theirs={putIntoWords(creating)}
          onKeepTheirs={save.reset}
          onSaveMine={() => save.variables && change(save.variables, creating)}
        />
      )}
      {save.error && !isConflict && <ProblemAlert title={t('notSaved')} problem={save.error} />}
    </Stack>
  );
}

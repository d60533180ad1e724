'use client';

import { Button, Checkbox, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { ProblemAlert } from '#components/problem-text.tsx';
import { ViewerNote } from '#components/viewer-note.tsx';
import { useStartPreview } from '#lib/client/import.ts';
import { type ImportDraft, type ImportType, importTypes, toSelection } from '#lib/client/import-draft.ts';
import { useMayEdit } from '#lib/client/overview.ts';
import type { ImportFields } from '#lib/contracts/import.ts';
import { FilterFields } from './filter-fields.tsx';
import { FaultList } from './import-faults.tsx';
import { ListNote, useIsListUsable } from './list-note.tsx';

type ChoiceFormProps = {
  readonly fields: ImportFields;
  readonly initial: ImportDraft;
  readonly onCounted: (previewId: string) => void;
};

/** Leads, Contacts or both, and which of them. */
export function ChoiceForm({ fields, initial, onCounted }: ChoiceFormProps) {
  const t = useTranslations('importChoice');
  const mayEdit = useMayEdit();
  const isListUsable = useIsListUsable();
  const [draft, setDraft] = useState(initial);
  const preview = useStartPreview();
  const change = (part: Partial<ImportDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
    preview.reset();
  };
  const types = draft.types.filter((type) => !fields.notAccessible.includes(type));
  const toggle = (type: ImportType, isOn: boolean) =>
    change({ types: isOn ? [...types, type] : types.filter((each) => each !== type) });
  const count = (event: FormEvent) => {
    event.preventDefault();
    preview.mutate(toSelection({ ...draft, types }), {
      onSuccess: ({ previewId }) => previewId !== null && onCounted(previewId),
    });
  };
  return (
    <form onSubmit={count}>
      <Stack gap="md" align="stretch">
        <Stack gap="xs" role="group" aria-labelledby="import-types">
          <Text fw={600} id="import-types">
            {t('types')}
          </Text>
          {importTypes.map((type) => (
            <Checkbox
              key={type}
              label={t(`typeNames.${type}`)}
              description={
                fields.notAccessible.includes(type) ? t('notAccessible') : t(`typeMeanings.${type}`)
              }
              checked={types.includes(type)}
              disabled={!mayEdit || fields.notAccessible.includes(type)}
              onChange={(event) => toggle(type, event.currentTarget.checked)}
            />
          ))}
        </Stack>
        <FilterFields draft={{ ...draft, types }} fields={fields} disabled={!mayEdit} onChange={change} />
        <ListNote />
        <ViewerNote />
        {preview.data && <FaultList faults={preview.data.faults} />}
        {preview.error && <ProblemAlert title={t('notCounted')} problem={preview.error} />}
        <Button
          type="submit"
          w="fit-content"
          loading={preview.isPending}
          disabled={!mayEdit || !isListUsable || types.length === 0}
        >
          {t('preview')}
        </Button>
        {types.length === 0 && <Text size="sm">{t('noType')}</Text>}
      </Stack>
    </form>
  );
}

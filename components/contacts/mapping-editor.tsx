'use client';

import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { faultsOf, isEmailKey, type SalesforceType, toInput } from '#lib/client/mapping-draft.ts';
import { useMappableFields, useMappingCheck } from '#lib/client/mappings.ts';
import type { MappingsResponse } from '#lib/contracts/mappings.ts';
import { ConflictAlert } from './conflict-alert.tsx';
import { MappingEditorRow } from './mapping-editor-row.tsx';
import styles from './mappings.module.css';
import { useLeaveWarning } from './use-leave-warning.ts';
import { useMappingEdit } from './use-mapping-edit.ts';

type MappingEditorProps = {
  readonly current: MappingsResponse;
  readonly salesforceType: SalesforceType;
  readonly onBackfillChange: (isNeeded: boolean) => void;
  readonly onClose: () => void;
};

/** Edits both objects' mappings as one set, saved together or not at all. */
export function MappingEditor({ current, salesforceType, onBackfillChange, onClose }: MappingEditorProps) {
  const t = useTranslations('mappingEditor');
  const objects = useTranslations('mappings');
  const schema = useMappableFields();
  const edit = useMappingEdit(current, onBackfillChange);
  const faults = useDraftFaults(edit);
  useLeaveWarning(edit.isChanged, t('unsaved'));
  if (schema.isError && !schema.data) {
    return (
      <ProblemAlert title={t('schemaUnreadable')} problem={schema.error} onRetry={() => schema.refetch()}>
        <Button size="xs" variant="default" onClick={onClose}>
          {t('close')}
        </Button>
      </ProblemAlert>
    );
  }
  if (!schema.data) return <Placeholder height={{ base: 1_400, sm: 900 }} lines={12} />;
  const { data } = schema;
  const otherType = salesforceType === 'Lead' ? 'Contact' : 'Lead';
  const reset = () => edit.change({ kind: 'load', mappings: data.defaults });
  const lacksEmail = !edit.draft.rows.some((row) => row.salesforceType === salesforceType && isEmailKey(row));
  return (
    <Stack gap="sm">
      <div className={styles.editorHead} aria-hidden="true">
        {[objects('hubspotProperty'), objects('salesforceField'), objects('rule')].map((word) => (
          <span key={word}>{word}</span>
        ))}
      </div>
      <ul className={styles.editor}>
        {edit.draft.rows
          .filter((row) => row.salesforceType === salesforceType)
          .map((row) => (
            <MappingEditorRow
              key={row.key}
              row={row}
              schema={data}
              faults={faultsOf(row, faults)}
              onChange={edit.change}
            />
          ))}
      </ul>
      {lacksEmail && <MissingEmail />}
      {faults.some((fault) => fault.salesforceType === otherType) && (
        <Text size="sm" c="var(--sluice-negative)">
          {t('otherObject', { object: objects(otherType === 'Lead' ? 'lead' : 'contact') })}
        </Text>
      )}
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => edit.change({ kind: 'add', salesforceType })}>
          {t('addMapping')}
        </Button>
        <Button size="xs" variant="subtle" onClick={reset}>
          {t('reset')}
        </Button>
      </Group>
      <SaveProblem edit={edit} />
      <SaveBar edit={edit} onClose={onClose} />
    </Stack>
  );
}

type Edit = ReturnType<typeof useMappingEdit>;

/** What is wrong with the draft as it is now; until that is known, what the last save was refused for. */
function useDraftFaults({ draft, isChanged, canSave, save }: Edit) {
  const check = useMappingCheck(draft.rows.map(toInput), { isWanted: isChanged && canSave });
  return check.data?.faults ?? save.error?.faults ?? [];
}

function MissingEmail() {
  const t = useTranslations('mappingFaults');
  return (
    <Text size="sm" c="var(--sluice-negative)">
      {t('email_not_mapped')}
    </Text>
  );
}

function SaveProblem({ edit }: { readonly edit: Edit }) {
  const t = useTranslations('mappingEditor');
  const { error } = edit.save;
  if (!error) return null;
  if (error.code !== 'settings_changed_meanwhile')
    return <ProblemAlert title={t('notSaved')} problem={error} />;
  return (
    <ConflictAlert
      {...edit.differences}
      onKeepTheirs={edit.discard}
      onSaveMine={() => edit.saveDraft({ overOthers: true })}
    />
  );
}

/** Stays in sight while there is something to save. */
function SaveBar({ edit, onClose }: { readonly edit: Edit; readonly onClose: () => void }) {
  const t = useTranslations('mappingEditor');
  if (!edit.isChanged) {
    return (
      <Group>
        <Button size="xs" variant="default" onClick={onClose}>
          {t('close')}
        </Button>
      </Group>
    );
  }
  return (
    <div className={styles.saveBar}>
      <Text size="sm" role="status">
        {t('unsaved')}
      </Text>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={edit.discard}>
          {t('discard')}
        </Button>
        <Button
          size="xs"
          color="ember"
          disabled={!edit.canSave}
          loading={edit.save.isPending}
          onClick={() => edit.saveDraft()}
        >
          {t('save')}
        </Button>
      </Group>
    </div>
  );
}

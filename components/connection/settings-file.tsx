'use client';

import { Alert, Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { ProblemAlert } from '#components/problem-text.tsx';
import { ViewerNote } from '#components/viewer-note.tsx';
import { useMayEdit } from '#lib/client/overview.ts';
import { settingsDocumentPath, useCheckDocument, useImportDocument } from '#lib/client/settings-document.ts';
import { DocumentFaults } from './document-faults.tsx';
import { SettingChanges } from './setting-changes.tsx';

/** Reads the file; `undefined` for one that is no JSON at all. */
async function readJson(file: File): Promise<unknown> {
  try {
    return JSON.parse(await file.text());
  } catch {
    return undefined;
  }
}

type Opened = { readonly name: string; readonly document: unknown };

/** The settings as a file: to keep, and to bring back here or into another account. */
export function SettingsFile() {
  const t = useTranslations('settingsFile');
  const mayEdit = useMayEdit();
  const [opened, setOpened] = useState<Opened | null>(null);
  const check = useCheckDocument();
  const save = useImportDocument();
  const forgetFile = useRef<() => void>(null);
  const open = async (file: File | null) => {
    if (file === null) return;
    check.reset();
    save.reset();
    const document = await readJson(file);
    setOpened({ name: file.name, document });
    // The same file can be chosen again once it was mended.
    forgetFile.current?.();
    if (document !== undefined) check.mutate(document);
  };
  const close = () => {
    setOpened(null);
    check.reset();
  };
  return (
    <Stack gap="md" align="flex-start">
      <Group gap="xs">
        <Button component="a" href={settingsDocumentPath} download variant="default">
          {t('export')}
        </Button>
        <FileButton accept="application/json,.json" disabled={!mayEdit} resetRef={forgetFile} onChange={open}>
          {(props) => (
            <Button {...props} variant="default" disabled={!mayEdit} loading={check.isPending}>
              {t('choose')}
            </Button>
          )}
        </FileButton>
      </Group>
      {opened !== null && <Opened opened={opened} check={check} save={save} onClose={close} />}
      {save.isSuccess && opened === null && (
        <Alert color="teal" role="status">
          {t('imported', { revision: save.data.revision })}
        </Alert>
      )}
      <ViewerNote />
    </Stack>
  );
}

type OpenedProps = {
  readonly opened: Opened;
  readonly check: ReturnType<typeof useCheckDocument>;
  readonly save: ReturnType<typeof useImportDocument>;
  readonly onClose: () => void;
};

/** What the file would change, before anything is changed. */
function Opened({ opened: { name, document }, check, save, onClose }: OpenedProps) {
  const t = useTranslations('settingsFile');
  if (document === undefined) {
    return (
      <Alert color="red" role="alert" title={t('faulty', { name })}>
        {t('noJson')}
      </Alert>
    );
  }
  if (check.error) {
    return (
      <ProblemAlert
        title={t('notChecked', { name })}
        problem={check.error}
        onRetry={() => check.mutate(document)}
      />
    );
  }
  if (!check.data) return null;
  const { revision, faults, changes } = check.data;
  if (faults.length > 0) return <DocumentFaults title={t('faulty', { name })} faults={faults} />;
  const apply = () => save.mutate({ document, expectedRevision: revision }, { onSuccess: onClose });
  return (
    <Stack gap="sm" align="flex-start" role="group" aria-label={name}>
      <Text fw={600}>{t('wouldChange', { name, count: changes.length })}</Text>
      <SettingChanges changes={changes} />
      {changes.length > 0 && <Text size="sm">{t('syncsNobody')}</Text>}
      {save.error && (
        <ProblemAlert title={t('notImported')} problem={save.error}>
          <Button size="xs" variant="default" onClick={() => check.mutate(document)}>
            {t('compareAgain')}
          </Button>
        </ProblemAlert>
      )}
      <Group gap="xs">
        {changes.length > 0 && (
          <Button color="ember" loading={save.isPending} onClick={apply}>
            {t('apply')}
          </Button>
        )}
        <Button variant="default" onClick={onClose}>
          {t('discard')}
        </Button>
      </Group>
    </Stack>
  );
}

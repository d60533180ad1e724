'use client';

import { Anchor, Text } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Placeholder } from '#components/placeholder.tsx';
import { ProblemAlert } from '#components/problem-text.tsx';
import { useImportFields, useImportPreview } from '#lib/client/import.ts';
import { emptyDraft, toDraft } from '#lib/client/import-draft.ts';
import { useOverview } from '#lib/client/overview.ts';
import type { ImportFields } from '#lib/contracts/import.ts';
import { ChoiceForm } from './choice-form.tsx';

type ChooseStepProps = {
  /** Its choice is where this one begins. */
  readonly changedPreviewId: string | null;
  readonly onCounted: (previewId: string) => void;
};

/** Which records; first of all what it takes to ask Salesforce for them. */
export function ChooseStep({ changedPreviewId, onCounted }: ChooseStepProps) {
  const t = useTranslations('import');
  const resync = useTranslations('resync');
  const overview = useOverview();
  const isConnected = overview.data?.salesforce != null;
  const fields = useImportFields({ isWanted: isConnected });
  if (overview.data && !isConnected) {
    return (
      <Text>
        {t('needsSalesforce')}{' '}
        <Anchor component={Link} href="/connection">
          {resync('connectSalesforce')}
        </Anchor>
      </Text>
    );
  }
  const failed = [overview, fields].find((query) => query.isError && !query.data);
  if (failed?.error) {
    return (
      <ProblemAlert
        title={t('fieldsUnreadable')}
        problem={failed.error}
        onRetry={() => failed.refetch()}
        isRetrying={failed.isFetching}
      />
    );
  }
  if (!fields.data) return <Placeholder height={220} lines={5} />;
  if (changedPreviewId === null) {
    return <ChoiceForm fields={fields.data} initial={emptyDraft} onCounted={onCounted} />;
  }
  return <ChangedChoice fields={fields.data} previewId={changedPreviewId} onCounted={onCounted} />;
}

type ChangedChoiceProps = Pick<ChooseStepProps, 'onCounted'> & {
  readonly fields: ImportFields;
  readonly previewId: string;
};

/** Begins with what was chosen for a preview; with nothing where that is gone. */
function ChangedChoice({ fields, previewId, onCounted }: ChangedChoiceProps) {
  const preview = useImportPreview(previewId);
  if (preview.isPending) return <Placeholder height={220} lines={5} />;
  const initial = preview.data ? toDraft(preview.data.selection, fields.fields) : emptyDraft;
  return <ChoiceForm fields={fields} initial={initial} onCounted={onCounted} />;
}

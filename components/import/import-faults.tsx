'use client';

import { Alert } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { ProblemAlert } from '#components/problem-text.tsx';
import type { ApiProblem } from '#lib/client/api-problem.ts';
import type { ImportFaultView } from '#lib/contracts/import.ts';

/** One sentence for what stands in the way of an import: what it is and what to do. */
function useFaultSentence(): (fault: ImportFaultView) => string {
  const t = useTranslations('importFaults');
  return ({ code, salesforceType, field, needed, available }) =>
    t(code, {
      salesforceType: salesforceType ?? 'Lead',
      field: field ?? '',
      needed: needed ?? 0,
      available: available ?? 0,
    });
}

/** Everything that stands in the way of an import, at once. */
export function FaultList({ faults }: { readonly faults: readonly ImportFaultView[] }) {
  const t = useTranslations('importPreview');
  const sentence = useFaultSentence();
  if (faults.length === 0) return null;
  return (
    <Alert color="red" role="alert" title={t('cannotStart')} className="breakable">
      {faults.map((fault) => (
        <p key={`${fault.code}.${fault.salesforceType}.${fault.field}`} style={{ margin: 0 }}>
          {sentence(fault)}
        </p>
      ))}
    </Alert>
  );
}

const faultCodes = [
  'object_not_accessible',
  'field_not_readable',
  'operator_not_applicable',
  'value_not_valid',
  'api_budget_too_small',
] as const satisfies readonly ImportFaultView['code'][];

/** Why an import did not start: what Salesforce stands in the way with, or any other failure. */
export function StartProblem({ problem }: { readonly problem: ApiProblem }) {
  const t = useTranslations('importPreview');
  const { fault, salesforceType, field, needed, available } = problem.detail;
  const code = faultCodes.find((each) => each === fault);
  if (problem.code !== 'import_refused' || code === undefined) {
    return <ProblemAlert title={t('notStarted')} problem={problem} />;
  }
  const text = (value: string | number | null | undefined) => (typeof value === 'string' ? value : null);
  const count = (value: string | number | null | undefined) => (typeof value === 'number' ? value : null);
  return (
    <FaultList
      faults={[
        {
          code,
          salesforceType: text(salesforceType) === 'Contact' ? 'Contact' : 'Lead',
          field: text(field),
          needed: count(needed),
          available: count(available),
        },
      ]}
    />
  );
}

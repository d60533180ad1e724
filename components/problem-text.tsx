'use client';

import { Alert, Button, Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { ApiProblem } from '#lib/client/api-problem.ts';

/** Facts a sentence may name, as it sees one that the API did not send. */
const blankDetail = { permission: 'blank' };

/** One sentence: what happened and what to do. */
export function useProblemSentence(): (problem: ApiProblem) => string {
  const t = useTranslations('problems');
  return ({ code, detail }) => {
    const known = Object.entries(detail).filter(([, value]) => value !== null);
    return t(code, { ...blankDetail, ...Object.fromEntries(known) });
  };
}

/** A failure in running text, with the id that finds it in the server's log. */
export function ProblemText({ problem }: { readonly problem: ApiProblem }) {
  const t = useTranslations('common');
  const sentence = useProblemSentence();
  return (
    <Text size="sm" span className="breakable">
      {sentence(problem)}
      {problem.code === 'internal' && problem.correlationId !== null && (
        <> {t('reference', { correlationId: problem.correlationId })}</>
      )}
    </Text>
  );
}

type ProblemAlertProps = {
  readonly title: string;
  readonly problem: ApiProblem;
  readonly onRetry?: () => void;
  readonly isRetrying?: boolean;
  /** Further ways out, beside *Try again*. */
  readonly children?: ReactNode;
};

/** A failure that stays on the page until it is gone. */
export function ProblemAlert({ title, problem, onRetry, isRetrying = false, children }: ProblemAlertProps) {
  const t = useTranslations('common');
  return (
    <Alert color="red" title={title} role="alert">
      <ProblemText problem={problem} />
      {(onRetry || children) && (
        <Group gap="xs" mt="sm">
          {onRetry && (
            <Button size="xs" variant="default" onClick={onRetry} loading={isRetrying}>
              {t('retry')}
            </Button>
          )}
          {children}
        </Group>
      )}
    </Alert>
  );
}

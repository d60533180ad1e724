'use client';

import { Alert, Anchor, Text } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { readParameter, type SearchParameters } from '#components/search-parameters.ts';
import { connectionProblems } from './connection-problems.ts';

/** How the way to Salesforce and back ended. */
export function ConnectionNotice({ query }: { readonly query: SearchParameters }) {
  const t = useTranslations('connectionProblems');
  const connected = useTranslations('connection');
  const code = readParameter(query, 'problem');
  if (code === null) {
    return readParameter(query, 'connected') === 'salesforce' ? (
      <Alert color="teal" role="status" title={connected('connectedTitle')}>
        {connected('connectedNext')}{' '}
        <Anchor component={Link} href="/setup" size="sm">
          {connected('backToSetup')}
        </Anchor>
      </Alert>
    ) : null;
  }
  const problem = connectionProblems.find((each) => each === code) ?? 'unknown';
  const facts = {
    expected: readParameter(query, 'expected') ?? '',
    got: readParameter(query, 'got') ?? '',
    host: readParameter(query, 'host') ?? '',
  };
  return (
    <Alert color="red" role="alert" title={t(`${problem}.title`)}>
      <Text size="sm" className="breakable">
        {t(`${problem}.text`, facts)}
      </Text>
    </Alert>
  );
}

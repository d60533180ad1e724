'use client';

import { Button, Radio, RadioGroup, Stack, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { ProblemAlert } from '#components/problem-text.tsx';
import { useConnectSalesforce } from '#lib/client/overview.ts';
import type { ConnectSalesforceRequest } from '#lib/contracts/overview.ts';

const environments = ['production', 'sandbox', 'my_domain'] as const;
type Environment = ConnectSalesforceRequest['environment'];

type ConnectSalesforceFormProps = { readonly mayEdit: boolean; readonly submitLabel: string };

/** Which Salesforce to log in to; the login itself happens at Salesforce. */
export function ConnectSalesforceForm({ mayEdit, submitLabel }: ConnectSalesforceFormProps) {
  const t = useTranslations('connectSalesforce');
  const [environment, setEnvironment] = useState<Environment>('production');
  const [myDomain, setMyDomain] = useState('');
  const [isDomainMissing, setIsDomainMissing] = useState(false);
  const connect = useConnectSalesforce();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isMissing = environment === 'my_domain' && myDomain.trim() === '';
    setIsDomainMissing(isMissing);
    if (!isMissing) connect.mutate(environment === 'my_domain' ? { environment, myDomain } : { environment });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md" align="flex-start">
        <RadioGroup
          label={t('environment')}
          value={environment}
          onChange={(value) => setEnvironment(environments.find((each) => each === value) ?? 'production')}
        >
          <Stack gap="xs" mt="xs">
            {environments.map((each) => (
              <Radio
                key={each}
                value={each}
                disabled={!mayEdit}
                label={t(`environments.${each}.label`)}
                description={t(`environments.${each}.meaning`)}
              />
            ))}
          </Stack>
        </RadioGroup>
        {environment === 'my_domain' && (
          <TextInput
            label={t('host')}
            description={t('hostMeaning')}
            w="100%"
            maw={420}
            required
            autoComplete="off"
            spellCheck={false}
            disabled={!mayEdit}
            value={myDomain}
            onChange={(event) => setMyDomain(event.currentTarget.value)}
            error={isDomainMissing && t('hostMissing')}
          />
        )}
        {connect.error && <ProblemAlert title={t('failed')} problem={connect.error} />}
        <Button
          type="submit"
          color="ember"
          disabled={!mayEdit}
          loading={connect.isPending || connect.isSuccess}
        >
          {submitLabel}
        </Button>
      </Stack>
    </form>
  );
}

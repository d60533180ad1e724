import { Anchor, Stack } from '@mantine/core';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AuditLog } from '#components/connection/audit-log.tsx';
import { ConnectionNotice } from '#components/connection/connection-notice.tsx';
import { HubspotAccount } from '#components/connection/hubspot-account.tsx';
import { Preflight } from '#components/connection/preflight.tsx';
import { SalesforceAccount } from '#components/connection/salesforce-account.tsx';
import { SettingsFile } from '#components/connection/settings-file.tsx';
import { UsersTable } from '#components/connection/users-table.tsx';
import { Section } from '#components/section.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('tabs.names');
  return { title: t('connection') };
}

type ConnectionPageProps = { readonly searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ConnectionPage({ searchParams }: ConnectionPageProps) {
  const [query, t, names, preflight, users, file, audit] = await Promise.all([
    searchParams,
    getTranslations('connection'),
    getTranslations('names'),
    getTranslations('preflight'),
    getTranslations('users'),
    getTranslations('settingsFile'),
    getTranslations('audit'),
  ]);
  return (
    <Stack gap="lg">
      <ConnectionNotice query={query} />
      <Section name="hubspot" title={names('hubspot')} explanation={t('hubspotExplanation')}>
        <HubspotAccount />
      </Section>
      <Section name="salesforce" title={names('salesforce')} explanation={t('salesforceExplanation')}>
        <SalesforceAccount />
      </Section>
      <Section name="preflight" title={preflight('title')} explanation={preflight('explanation')}>
        <Preflight />
      </Section>
      <Section name="users" title={users('title')} explanation={users('explanation')}>
        <UsersTable />
      </Section>
      <Section name="settings-file" title={file('title')} explanation={file('explanation')}>
        <SettingsFile />
      </Section>
      <Section name="audit" title={audit('title')} explanation={audit('explanation')}>
        <AuditLog />
      </Section>
      <Section name="api" title={t('api')} explanation={t('apiExplanation')}>
        <Anchor href="/api/openapi.json" target="_blank" rel="noopener">
          {t('apiDocument')}
        </Anchor>
      </Section>
    </Stack>
  );
}

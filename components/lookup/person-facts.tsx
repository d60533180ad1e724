'use client';

import { Anchor } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Explanation } from '#lib/contracts/explain.ts';
import styles from './lookup.module.css';

/** The evidence beside the values: list, membership and link. */
export function PersonFacts({ explanation }: { readonly explanation: Explanation }) {
  const t = useTranslations('lookup');
  const { contact, record, inclusionList, settingsRevision } = explanation;
  return (
    <dl className={`${styles.facts} tabular`}>
      <Fact term={t('hubspotContact')}>
        {contact === null ? t('none') : <Away href={contact.url}>{contact.hubspotContactId}</Away>}
      </Fact>
      <Fact term={t('salesforceRecord')}>
        {record === null ? (
          t('none')
        ) : (
          <Away href={record.url}>{`${record.salesforceType} ${record.salesforceId}`}</Away>
        )}
      </Fact>
      <Fact term={t('link')}>
        <LinkState explanation={explanation} />
      </Fact>
      <Fact term={t('list')}>
        {inclusionList === null ? (
          t('noList')
        ) : (
          <>
            <Away href={inclusionList.url}>{inclusionList.name}</Away>
            {inclusionList.state !== 'usable' && ` · ${t(`listStates.${inclusionList.state}`)}`}
          </>
        )}
      </Fact>
      {inclusionList !== null && (
        <Fact term={t('membership')}>
          <Membership explanation={explanation} />
        </Fact>
      )}
      {contact !== null && contact.additionalEmails.length > 0 && (
        <Fact term={t('otherAddresses')}>{contact.additionalEmails.join(', ')}</Fact>
      )}
      <Fact term={t('settings')}>{t('revision', { revision: settingsRevision })}</Fact>
    </dl>
  );
}

function Membership({ explanation: { membership } }: { readonly explanation: Explanation }) {
  const t = useTranslations('lookup');
  const format = useFormatter();
  const show = (moment: string) =>
    format.dateTime(new Date(moment), { dateStyle: 'medium', timeStyle: 'short' });
  if (membership === null) return t('noContact');
  if (membership.answer === 'unknown') return t('memberships.unknown');
  if (membership.answer === 'not_member') return t('memberships.notMember');
  return membership.since === null
    ? t('memberships.member')
    : t('memberships.memberSince', { date: show(membership.since) });
}

function LinkState({ explanation: { link, record } }: { readonly explanation: Explanation }) {
  const t = useTranslations('lookup');
  if (link === null) return record === null ? t('linkNone') : t('linkPossible');
  if (link.salesforceId !== record?.salesforceId) {
    return t('linkedOther', { salesforceType: link.salesforceType, salesforceId: link.salesforceId });
  }
  if (link.isPinned) return t('linkPinned');
  return link.state === 'email_only' ? t('linkEmailOnly') : t('linked');
}

/** A page of the platform itself, in a tab of its own. */
function Away({ href, children }: { readonly href: string | null; readonly children: string }) {
  if (href === null) return children;
  return (
    <Anchor href={href} target="_blank" rel="noopener" inherit>
      {children}
    </Anchor>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{term}</dt>
      <dd className="breakable">{children}</dd>
    </div>
  );
}

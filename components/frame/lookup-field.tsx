'use client';

import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import styles from './frame.module.css';

const path = '/lookup';

/** Looks a person up from any page; on the page of a person it shows who that is. */
export function LookupField() {
  const isThere = usePathname() === path;
  const asked = useSearchParams().get('who');
  const who = isThere ? (asked ?? '') : '';
  return <Field key={who} who={who} />;
}

function Field({ who }: { readonly who: string }) {
  const t = useTranslations('lookup');
  const history = useTranslations('history');
  const router = useRouter();
  const [text, setText] = useState(who);
  const lookUp = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') router.push(`${path}?${new URLSearchParams({ who: text.trim() })}`);
  };
  return (
    <search className={styles.lookup} aria-label={t('title')}>
      <form action={path} onSubmit={lookUp}>
        <TextInput
          name="who"
          type="search"
          size="sm"
          maxLength={254}
          aria-label={t('field')}
          placeholder={history('personMeaning')}
          leftSection={<IconSearch size={16} aria-hidden />}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </form>
    </search>
  );
}

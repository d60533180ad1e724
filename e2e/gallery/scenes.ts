import type { Page } from '@playwright/test';
import type { Locale } from '#lib/client/i18n/locales.ts';
import english from '#messages/en.json' with { type: 'json' };
import italian from '#messages/it.json' with { type: 'json' };
import type { DemoDay } from './demo-day.ts';

/** A page as it is photographed. */
export type Scene = {
  readonly name: string;
  readonly path: string;
  /** What a person does there first. */
  readonly act?: (page: Page, words: typeof english) => Promise<unknown>;
};

const languages: Readonly<Record<Locale, typeof english>> = { en: english, it: italian };

/** The words the console shows in a language, to find what is pressed. */
export const wordsOf = (locale: Locale) => languages[locale];

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** What somebody sees who is not signed in. */
export const strangerScenes: readonly Scene[] = [{ name: 'signin', path: '/signin' }];

/** What somebody sees who has only just signed in. */
export const newcomerScenes: readonly Scene[] = [
  { name: 'setup-first', path: '/setup' },
  { name: 'contacts-first', path: '/contacts' },
  { name: 'health-first', path: '/health' },
];

/** Every page of the console after the day. */
export function listScenes(day: DemoDay): readonly Scene[] {
  const who = (person: string) => `/lookup?${new URLSearchParams({ who: person })}`;
  return [
    { name: 'contacts', path: '/contacts' },
    {
      name: 'contacts-lists',
      path: '/contacts',
      act: async (page, words) => {
        await page.getByRole('button', { name: words.listPicker.label, exact: true }).click();
        await page.getByRole('option').nth(2).waitFor();
      },
    },
    {
      name: 'contacts-mappings',
      path: '/contacts',
      act: (page, words) => press(page, words.mappingEditor.edit),
    },
    { name: 'contacts-resync', path: '/contacts', act: (page, words) => press(page, words.resync.resync) },
    {
      name: 'import-choose',
      path: '/import',
      act: async (page, words) => {
        await page.getByText(words.importChoice.filter).click();
        await press(page, words.importChoice.addCondition);
      },
    },
    { name: 'import-preview', path: day.previewPath },
    { name: 'import-run', path: day.importPath },
    { name: 'health', path: '/health' },
    { name: 'health-records', path: '/health/records?standing=in_sync' },
    { name: 'health-failing', path: '/health/records?standing=failing' },
    { name: 'activity', path: '/activity' },
    { name: 'run', path: day.resyncPath },
    { name: 'lookup', path: '/lookup' },
    { name: 'lookup-member', path: who(day.member) },
    { name: 'lookup-outsider', path: who(day.outsider) },
    { name: 'lookup-email-only', path: who(day.emailOnly) },
    { name: 'connection', path: '/connection' },
    { name: 'setup', path: '/setup' },
    {
      name: 'account-menu',
      path: '/lookup',
      act: async (page, words) => {
        await page.getByRole('button', { name: words.account.menuOf.split('} ')[1] ?? '' }).click();
        await page.getByRole('menu').waitFor();
      },
    },
    { name: 'not-found', path: '/no-such-page' },
  ];
}

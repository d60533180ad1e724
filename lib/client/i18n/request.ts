import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import english from '#messages/en.json';
import italian from '#messages/it.json';
import { localeCookie, pickLocale } from './locales.ts';

const messages = { en: english, it: italian };

export default getRequestConfig(async () => {
  const [cookieStore, headerStore] = await Promise.all([cookies(), headers()]);
  const locale = pickLocale(cookieStore.get(localeCookie)?.value, headerStore.get('accept-language'));
  return { locale, messages: messages[locale], timeZone: 'UTC' };
});

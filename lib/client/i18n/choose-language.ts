'use server';

import { cookies } from 'next/headers';
import { type Locale, localeCookie } from './locales.ts';

const yearInSeconds = 365 * 24 * 60 * 60;

/** Remembers the language for this browser; the page is rendered again in it. */
export async function chooseLanguage(locale: Locale): Promise<void> {
  const cookieStore = await cookies();
  cookieStore.set(localeCookie, locale, {
    path: '/',
    maxAge: yearInSeconds,
    sameSite: 'lax',
    httpOnly: true,
    secure: process.env.APP_URL?.startsWith('https://') ?? false,
  });
}

import type english from '#messages/en.json';
import type { Locale } from './locales.ts';

/** Makes a key that no language file holds a type error. */
declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: typeof english;
  }
}

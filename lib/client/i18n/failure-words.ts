import { createTranslator } from 'next-intl';
import { isLocale, type Locale, pickLocale } from './locales.ts';

/** What the page says that stands in for a frame that failed. */
export type FailureWords = {
  readonly locale: Locale;
  readonly product: string;
  readonly title: string;
  readonly text: string;
  readonly retry: string;
};

/** Loaded when they are needed, which is hardly ever: no page carries both languages for it. */
const languages = {
  en: () => import('#messages/en.json'),
  it: () => import('#messages/it.json'),
} satisfies Record<Locale, unknown>;

/**
 * The words of the failed frame's own language, or of the browser's where the frame never came: nothing that the
 * frame provides can be relied on.
 *
 * @param reference finds the failure in the server's log
 */
export async function loadFailureWords(
  frameLanguage: string,
  browserLanguages: string,
  reference: string | undefined,
): Promise<FailureWords> {
  const locale = isLocale(frameLanguage) ? frameLanguage : pickLocale(undefined, browserLanguages);
  const messages = (await languages[locale]()).default;
  const t = createTranslator({ locale, messages });
  return {
    locale,
    product: t('names.product'),
    title: t('errorPage.title'),
    text: reference ? t('errorPage.textWithReference', { reference }) : t('errorPage.text'),
    retry: t('common.retry'),
  };
}

/** Languages the console speaks; the first is used when a browser asks for neither. */
export const locales = ['en', 'it'] as const;
export type Locale = (typeof locales)[number];

/** Each language under its own name, so that everybody finds theirs. */
export const localeNames: Readonly<Record<Locale, string>> = { en: 'English', it: 'Italiano' };

export const localeCookie = 'sluice-language';

export function isLocale(text: string | undefined): text is Locale {
  return locales.some((locale) => locale === text);
}

/** A language chosen in the console wins; else the first one of `Accept-Language` that the console speaks. */
export function pickLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(chosen)) return chosen;
  const accepted = (acceptLanguage ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find(Boolean);
      return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter((entry) => entry.quality > 0)
    .sort((left, right) => right.quality - left.quality);
  return accepted.map((entry) => entry.language).find(isLocale) ?? locales[0];
}

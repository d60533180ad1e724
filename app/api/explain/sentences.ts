import { createTranslator } from 'next-intl';
import type { Explanation } from '#lib/contracts/explain.ts';
import english from '#messages/en.json';
import italian from '#messages/it.json';

type Verdict = Pick<Explanation, 'code' | 'failure' | 'inclusionList' | 'membership'>;

/** A verdict in one plain sentence per language, in the words of the console; times in the portal's zone. */
export function sayInEveryLanguage(verdict: Verdict, timeZone: string): Explanation['sentences'] {
  return { en: say(verdict, timeZone, 'en', english), it: say(verdict, timeZone, 'it', italian) };
}

function say(verdict: Verdict, timeZone: string, locale: 'en' | 'it', messages: typeof english): string {
  const t = createTranslator({ locale, messages, namespace: 'explanations', timeZone });
  const { code, failure, inclusionList, membership } = verdict;
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', timeZone });
  return t(code, {
    list: inclusionList?.name ?? '',
    time: membership?.settlesAt ? clock.format(new Date(membership.settlesAt)) : '',
    code: failure?.code ?? '',
  });
}

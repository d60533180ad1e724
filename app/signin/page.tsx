import { Alert, Text } from '@mantine/core';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { BrandMark } from '#components/frame/brand-mark.tsx';
import { hubspotScopes } from '#components/hubspot-scopes.ts';
import { readParameter, readReturnPath, type SearchParameters } from '#components/search-parameters.ts';
import { ConnectHubspot } from '#components/signin/connect-hubspot.tsx';
import { LanguageSwitch } from '#components/signin/language-switch.tsx';
import { readSignInProblem } from '#components/signin/sign-in-problems.ts';
import styles from '#components/signin/signin.module.css';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('signIn');
  return { title: t('title') };
}

export default async function SignInPage({
  searchParams,
}: {
  readonly searchParams: Promise<SearchParameters>;
}) {
  const [query, t, names, scopes] = await Promise.all([
    searchParams,
    getTranslations('signIn'),
    getTranslations('names'),
    getTranslations('scopes'),
  ]);
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.head}>
          <span className={styles.brand}>
            <BrandMark />
            {names('product')}
          </span>
          <LanguageSwitch />
        </div>
        <h1 className={styles.title}>{t('title')}</h1>
        <p className={styles.lead}>{t('lead')}</p>
        <SignInProblem query={query} />
        <ConnectHubspot returnPath={readReturnPath(query)} />
        <h2 className={styles.subtitle}>{t('asksFor')}</h2>
        <dl className={styles.scopes}>
          {hubspotScopes.map(({ scope, key }) => (
            <div key={scope}>
              <dt>
                {scopes(`${key}.what`)} <code>{scope}</code>
              </dt>
              <dd>{scopes(`${key}.why`)}</dd>
            </div>
          ))}
        </dl>
        <p className={styles.note}>{t('withdraw')}</p>
      </div>
    </main>
  );
}

async function SignInProblem({ query }: { readonly query: SearchParameters }) {
  const t = await getTranslations('signInProblems');
  const problem = readSignInProblem(query);
  if (problem === null) return null;
  const scopes = readParameter(query, 'scopes')?.split(',').join(', ') ?? '';
  return (
    <Alert color="red" role="alert" title={t(`${problem}.title`)} mb="md">
      <Text size="sm" className="breakable">
        {t(`${problem}.text`, { scopes })}
      </Text>
    </Alert>
  );
}

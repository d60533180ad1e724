'use client';

import { useEffect, useState } from 'react';
import { BrandMark } from '#components/frame/brand-mark.tsx';
import { type FailureWords, loadFailureWords } from '#lib/client/i18n/failure-words.ts';
import styles from './global-error.module.css';

type GlobalErrorProps = { readonly error: Error & { digest?: string } };

/** Stands in for the whole document when the frame itself fails, with nothing the frame provides. */
export default function GlobalError({ error }: GlobalErrorProps) {
  // Read before this page takes the place of the frame that said so.
  const [frameLanguage] = useState(readFrameLanguage);
  const [words, setWords] = useState<FailureWords | null>(null);
  useEffect(() => {
    loadFailureWords(frameLanguage, navigator.languages.join(','), error.digest).then(setWords);
  }, [frameLanguage, error.digest]);
  return (
    <html lang={words?.locale}>
      <head>
        <title>{words?.product}</title>
      </head>
      <body className={styles.page}>{words && <Message words={words} />}</body>
    </html>
  );
}

function readFrameLanguage(): string {
  return typeof document === 'undefined' ? '' : document.documentElement.lang;
}

function Message({ words }: { readonly words: FailureWords }) {
  return (
    <main>
      <p className={styles.brand}>
        <BrandMark />
        {words.product}
      </p>
      <h1>{words.title}</h1>
      <p>{words.text}</p>
      <button type="button" className={styles.retry} onClick={() => window.location.reload()}>
        {words.retry}
      </button>
    </main>
  );
}

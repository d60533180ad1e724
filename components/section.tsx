import type { ReactNode } from 'react';
import styles from './section.module.css';

type SectionProps = {
  /** Also the address of the section within the page. */
  readonly name: string;
  readonly title: string;
  readonly explanation?: string;
  /** Sits opposite the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
};

/** One block of settings: title, a sentence that says what it does, controls. */
export function Section({ name, title, explanation, aside, children }: SectionProps) {
  return (
    <section id={name} aria-labelledby={`${name}-title`} className={styles.section}>
      <div className={styles.head}>
        <div>
          <h2 id={`${name}-title`} className={styles.title}>
            {title}
          </h2>
          {explanation && <p className={styles.explanation}>{explanation}</p>}
        </div>
        {aside}
      </div>
      {children}
    </section>
  );
}

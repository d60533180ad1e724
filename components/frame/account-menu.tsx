'use client';

import { lazy, Suspense, useState } from 'react';
import { AccountButton } from './account-button.tsx';

const loadMenu = () => import('./open-account-menu.tsx');
const OpenAccountMenu = lazy(loadMenu);

/** Who is signed in to which portal, language, colours and the way out. Most visits never open it. */
export function AccountMenu() {
  const [isWanted, setIsWanted] = useState(false);
  if (!isWanted) {
    return (
      <AccountButton
        aria-expanded={false}
        onPointerEnter={loadMenu}
        onFocus={loadMenu}
        onClick={() => setIsWanted(true)}
      />
    );
  }
  return (
    <Suspense fallback={<AccountButton aria-expanded={false} />}>
      <OpenAccountMenu />
    </Suspense>
  );
}

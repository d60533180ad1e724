'use client';

import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { type AbstractIntlMessages, NextIntlClientProvider } from 'next-intl';
import { type ReactNode, useState } from 'react';
import type { Locale } from '#lib/client/i18n/locales.ts';
import { createQueryClient } from '#lib/client/query-client.ts';
import { NotificationArea } from './notification-area.tsx';
import { resolveCssVariables, theme } from './theme.ts';

type ProvidersProps = {
  readonly locale: Locale;
  readonly messages: AbstractIntlMessages;
  /** Of the document's own security policy. */
  readonly nonce: string;
  readonly children: ReactNode;
};

/** What every screen lives in: words, colours, cached server state and notifications. */
export function Providers({ locale, messages, nonce, children }: ProvidersProps) {
  const [queryClient] = useState(createQueryClient);
  // A later render of the layout carries another nonce, which this document's policy would refuse.
  const [documentNonce] = useState(nonce);
  return (
    <NextIntlClientProvider locale={locale} messages={messages} timeZone={readTimeZone()}>
      <QueryClientProvider client={queryClient}>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={resolveCssVariables}
          defaultColorScheme="auto"
          getStyleNonce={() => documentNonce}
        >
          {children}
          <NotificationArea />
        </MantineProvider>
      </QueryClientProvider>
    </NextIntlClientProvider>
  );
}

/** Dates are shown in the zone of the person who reads them; no date is rendered on the server. */
function readTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

import { readFileSync } from 'node:fs';
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

import type { Viewer } from './page-context.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const styles = raw(`<style>${readFileSync(new URL('./styles.css', import.meta.url), 'utf8')}</style>`);

const cloud = raw(
  '<svg class="cloud" viewBox="0 0 48 32" aria-hidden="true"><path d="M19 6a9 9 0 0 1 15 3 8 8 0 0 1 4-1 9 9 0 0 1 0 18 7 7 0 0 1-4-1 8 8 0 0 1-14 2 8 8 0 0 1-12-3 7 7 0 0 1 0-13 9 9 0 0 1 11-5z"/></svg>',
);

function page(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} | Salesforce sandbox</title>
<link rel="icon" href="data:,">
${styles}
</head>
${body}
</html>`;
}

/** A page with nothing but one card: log in, allow access, something went wrong. */
export function cardPage(title: string, content: Html): Html {
  return page(
    title,
    html`<body class="plain">
<main class="card narrow">
<p class="brand">${cloud}<span>Local Salesforce</span></p>
${content}
</main>
</body>`,
  );
}

/** A page of an org: bar with the org's name, tabs for the objects, content. */
export function orgPage(options: { title: string; viewer: Viewer; active: string; content: Html }): Html {
  const { org, user } = options.viewer;
  const tab = (label: string, path: string): Html =>
    html`<a href="${path}" ${options.active === label ? raw('aria-current="page"') : ''}>${label}</a>`;
  return page(
    options.title,
    html`<body>
<a class="skip" href="#content">Skip to content</a>
<header class="bar">
<a class="brand" href="/">${cloud}<span>${org.name}</span></a>
<nav aria-label="Objects">
${tab('Leads', '/lightning/o/Lead/list')}
${tab('Contacts', '/lightning/o/Contact/list')}
${tab('Accounts', '/lightning/o/Account/list')}
</nav>
<a class="me" href="/">${user.FirstName} ${user.LastName}</a>
</header>
<main id="content">${options.content}</main>
</body>`,
  );
}

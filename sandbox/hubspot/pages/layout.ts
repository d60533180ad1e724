import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Portal } from '#sandbox/hubspot/portal.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Where the bar says we are. */
export type Place = 'contacts' | 'lists' | 'none';

/** A sprocket of our own: a ring with three dots. */
const logo = raw(
  '<svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true"><g fill="none" stroke="#ff8f73" stroke-width="2.4"><circle cx="12" cy="13" r="5"/><path d="M12 8V4M8 9.8 4 5.6M8.3 16.5 5 19"/></g><g fill="#ff8f73"><circle cx="12" cy="3" r="2"/><circle cx="3.4" cy="5" r="2"/><circle cx="4.2" cy="19.6" r="2"/></g></svg>',
);

/** A bare page: head, styles, body. */
export function renderPage(title: string, body: Html, scripts: readonly string[] = []): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
${['base.css', 'parts.css', 'lists.css'].map((name) => html`<link rel="stylesheet" href="/_pages/${name}">`)}
${scripts.map((script) => html`<script type="module" src="/_pages/${script}"></script>`)}
</head>
<body>${body}</body>
</html>`;
}

/** A page inside an account, below the bar. */
export function renderPortalPage(
  portal: Portal,
  place: Place,
  title: string,
  content: Html,
  scripts: readonly string[] = [],
): Html {
  const { portalId, profile } = portal;
  const link = (path: string, label: string, target: Place): Html =>
    html`<a href="/contacts/${portalId}/${path}" ${place === target ? raw('aria-current="page"') : ''}>${label}</a>`;
  return renderPage(
    `${title} | ${profile.name} | HubSpot sandbox`,
    html`<a class="skip" href="#content">Skip to content</a>
<header class="bar"><nav class="inner" aria-label="Main">
<span class="brand">${logo}<span>HubSpot sandbox</span></span>
${link('objects/0-1', 'Contacts', 'contacts')}
${link('objectLists', 'Lists', 'lists')}
<span class="account">${profile.name} · ${portalId}</span>
</nav></header>
<main id="content">${content}</main>`,
    scripts,
  );
}

/** A page with one card in the middle, outside any account. */
export function renderCard(title: string, content: Html): Html {
  return renderPage(
    `${title} | HubSpot sandbox`,
    html`<main class="narrow"><div class="consent"><p class="logos">${logo}<span>HubSpot sandbox</span></p>${content}</div></main>`,
  );
}

/** Data for a page's script; `<` is written so that no value can end the script element. */
export function embedJson(elementId: string, data: unknown): Html {
  return html`<script type="application/json" id="${elementId}">${raw(JSON.stringify(data).replaceAll('<', '\\u003c'))}</script>`;
}

const shownTimes = new Map<string, Intl.DateTimeFormat>();

/** A moment in the account's own time zone. */
export function showTime(at: number, timeZone: string): string {
  let format = shownTimes.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone });
    shownTimes.set(timeZone, format);
  }
  return format.format(at);
}

export const showNumber = (number: number): string => number.toLocaleString('en-US');

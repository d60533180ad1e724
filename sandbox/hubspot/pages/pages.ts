import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { World } from '#sandbox/hubspot/world.ts';
import { createConsentPages } from './consent-pages.ts';
import { type Html, renderCard } from './layout.ts';

const assets: Record<string, string> = {
  'style.css': 'text/css; charset=utf-8',
};

/** Everything a person opens in a browser. */
export function createPages(world: World): Hono {
  const app = new Hono();
  for (const [name, contentType] of Object.entries(assets)) {
    const content = readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
    app.get(`/_pages/${name}`, (c) => c.body(content, 200, { 'content-type': contentType }));
  }
  app.get('/', (c) => c.html(renderStart(world)));
  app.route('/', createConsentPages(world));
  return app;
}

function renderStart(world: World): Html {
  return renderCard(
    'Accounts',
    html`<h1>Accounts</h1>
<p class="subtle">A local stand-in for HubSpot: its accounts live in memory.</p>
${[...world.portals.values()].map(
  ({ portalId, profile }) => html`<h2>${profile.name}</h2>
<p><a href="/contacts/${portalId}/objects/0-1">Contacts of ${profile.name}</a><br>
<a href="/contacts/${portalId}/objectLists">Lists of ${profile.name}</a></p>`,
)}`,
  );
}

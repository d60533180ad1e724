import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { HubspotError, objectNotFound } from '#sandbox/hubspot/api/errors.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import type { World } from '#sandbox/hubspot/world.ts';
import { createConsentPages } from './consent-pages.ts';
import { createContactPages } from './contact-pages.ts';
import { type Html, renderCard } from './layout.ts';
import { createListEditor } from './list-editor.ts';
import { createListPages } from './list-pages.ts';

const CSS = 'text/css; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';
const assets: Record<string, string> = {
  'base.css': CSS,
  'parts.css': CSS,
  'lists.css': CSS,
  'page.js': SCRIPT,
  'element.js': SCRIPT,
  'operands.js': SCRIPT,
  'list-editor.js': SCRIPT,
  'list-status.js': SCRIPT,
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
  const portalOf = (c: Context): Portal => {
    const portal = world.portals.get(Number(c.req.param('portalId')));
    if (!portal) throw objectNotFound('There is no such account.');
    return portal;
  };
  const account = new Hono();
  account.route('/objectLists', createListEditor(portalOf));
  account.route('/objectLists', createListPages(portalOf));
  account.route('/', createContactPages(portalOf));
  account.onError(answerProblem);
  app.route('/contacts/:portalId', account);
  return app;
}

/**
 * A person gets a page. The pages' own scripts get the problem as an ordinary answer: they show it, and a refused
 * form is no fault that belongs into the browser's console.
 */
function answerProblem(error: Error, c: Context): Response | Promise<Response> {
  if (!(error instanceof HubspotError)) throw error;
  if (c.req.header('content-type')?.startsWith('application/json')) return c.json({ problem: error.message });
  const status = error.httpStatus === 404 ? 404 : 400;
  const title = status === 404 ? 'Not found' : 'That did not work';
  return c.html(
    renderCard(
      title,
      html`<h1>${title}</h1><div class="notice error" role="alert"><p>${error.message}</p></div><p><a href="/">Accounts</a></p>`,
    ),
    status,
  );
}

function renderStart(world: World): Html {
  return renderCard(
    'Accounts',
    html`<h1>Accounts</h1>
<p class="subtle">A local stand-in for HubSpot. Its accounts live in memory.</p>
${[...world.portals.values()].map(
  ({ portalId, profile }) => html`<h2>${profile.name}</h2>
<p><a href="/contacts/${portalId}/objects/0-1">Contacts of ${profile.name}</a><br>
<a href="/contacts/${portalId}/objectLists">Lists of ${profile.name}</a></p>`,
)}`,
  );
}

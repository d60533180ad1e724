import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { convertToStatic, deleteList, findLiveList } from '#sandbox/hubspot/lists/list-actions.ts';
import type { ContactList } from '#sandbox/hubspot/lists/list-store.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import { type Html, renderPortalPage, showNumber, showTime } from './layout.ts';
import { describeCriteria, listsUrl, listUrl } from './list-editor.ts';

const MEMBERS_PER_PAGE = 50;

/** The Lists tool: all lists and one list. Mounted below `/contacts/{portalId}/objectLists`. */
export function createListPages(portalOf: (c: Context) => Portal): Hono {
  const app = new Hono();
  app.get('/', (c) => c.html(renderLists(portalOf(c), c.req.query('q') ?? '')));
  app.get('/status', (c) => c.json({ lists: portalOf(c).lists.all().map(showStatus) }));
  app.get('/:listId', (c) => {
    const portal = portalOf(c);
    const list = findLiveList(portal, c.req.param('listId'));
    return c.html(renderList(portal, list, Math.max(1, Number(c.req.query('page')) || 1)));
  });
  app.post('/:listId/delete', (c) => {
    const portal = portalOf(c);
    deleteList(portal, findLiveList(portal, c.req.param('listId')));
    return c.redirect(listsUrl(portal), 303);
  });
  app.post('/:listId/convert', (c) => {
    const portal = portalOf(c);
    const list = findLiveList(portal, c.req.param('listId'));
    convertToStatic(portal, list);
    return c.redirect(listUrl(portal, list), 303);
  });
  return app;
}

function showStatus({ listId, processingStatus, members }: ContactList) {
  return { listId, processingStatus, size: members.size() };
}

function renderLists(portal: Portal, query: string): Html {
  const { timeZone } = portal.profile;
  const lists = portal.lists.all().filter(({ name }) => name.toLowerCase().includes(query.toLowerCase()));
  const rows = lists.toReversed().map(
    (list) => html`<tr data-list-id="${list.listId}">
<td><a href="${listUrl(portal, list)}">${list.name}</a></td>
<td class="wide">${typeLabel(list)}</td>
<td class="number" data-field="size">${showNumber(list.members.size())}</td>
<td>${statusBadge(list)}</td>
<td class="wide">${showTime(list.updatedAt, timeZone)}</td>
</tr>`,
  );
  return renderPortalPage(
    portal,
    'lists',
    'Lists',
    html`<div class="page-head"><div><h1>Lists</h1><span class="subtle">Lists are also called segments.</span></div>
<div class="actions"><a class="button primary" href="${listsUrl(portal)}/create?objectTypeId=0-1">Create list</a></div></div>
<form class="page-head" role="search"><div class="search"><label class="visually-hidden" for="q">Search lists</label>
<input id="q" name="q" type="search" placeholder="Search lists" value="${query}"><button>Search</button></div></form>
<div class="table-wrap" data-status-url="${listsUrl(portal)}/status"><table>
<caption class="visually-hidden">Contact lists</caption>
<thead><tr><th scope="col">Name</th><th scope="col" class="wide">Type</th><th scope="col" class="number">Size</th><th scope="col">Status</th><th scope="col" class="wide">Last updated</th></tr></thead>
<tbody>${rows.length > 0 ? rows : html`<tr><td colspan="5">${query === '' ? 'No lists yet. Create the first one.' : 'No list matches.'}</td></tr>`}</tbody></table></div>`,
    ['list-status.js'],
  );
}

function typeLabel({ processingType }: ContactList): string {
  return processingType === 'DYNAMIC' ? 'Active' : 'Static';
}

function statusBadge({ processingStatus }: ContactList): Html {
  return processingStatus === 'PROCESSING'
    ? html`<span class="badge processing" data-field="status" role="status">Processing</span>`
    : html`<span class="badge complete" data-field="status" role="status">Up to date</span>`;
}

function renderList(portal: Portal, list: ContactList, page: number): Html {
  const { timeZone } = portal.profile;
  const isActive = list.processingType === 'DYNAMIC';
  return renderPortalPage(
    portal,
    'lists',
    list.name,
    html`<p><a href="${listsUrl(portal)}">Back to lists</a></p>
<div data-list-id="${list.listId}" data-status-url="${listsUrl(portal)}/status" data-reload-when-done>
<div class="page-head"><h1>${list.name}</h1>${statusBadge(list)}
<div class="actions">
${isActive ? html`<a class="button" href="${listUrl(portal, list)}/filters">Edit criteria</a><button type="button" data-opens="convert">Convert to static list</button>` : ''}
<button type="button" class="danger" data-opens="delete">Delete list</button></div></div>
<div class="columns"><section aria-labelledby="members"><h2 id="members">Members</h2>${renderMembers(portal, list, page)}</section>
<aside><div class="panel"><h2>About this list</h2><dl class="facts">
<dt>Size</dt><dd data-field="size">${showNumber(list.members.size())}</dd>
<dt>Type</dt><dd>${typeLabel(list)}</dd><dt>List ID</dt><dd>${list.listId}</dd>
<dt>Created</dt><dd>${showTime(list.createdAt, timeZone)}</dd><dt>Updated</dt><dd>${showTime(list.updatedAt, timeZone)}</dd></dl></div>
${list.filterBranch ? html`<div class="panel"><h2>Criteria</h2><ul>${describeCriteria(portal, list.filterBranch).map((words, index) => html`<li>${index > 0 ? 'or ' : ''}${words}</li>`)}</ul></div>` : ''}
</aside></div></div>
${confirmDialog('delete', `Delete ${list.name}?`, 'The list disappears everywhere it is used. Its contacts stay. It can be restored for 90 days through the API.', `${listUrl(portal, list)}/delete`, 'Delete')}
${confirmDialog('convert', `Convert ${list.name} to a static list?`, 'Its members stay as they are now and no longer change by themselves.', `${listUrl(portal, list)}/convert`, 'Convert')}`,
    ['page.js', 'list-status.js'],
  );
}

/** Asks once more before something that cannot be taken back from the page. */
export function confirmDialog(
  elementId: string,
  title: string,
  text: string,
  action: string,
  label: string,
): Html {
  return html`<dialog id="${elementId}" aria-labelledby="${elementId}-title"><form method="post" action="${action}">
<h2 id="${elementId}-title">${title}</h2><p>${text}</p>
<div class="buttons"><button class="primary">${label}</button><button type="button" data-closes>Cancel</button></div></form></dialog>`;
}

function renderMembers(portal: Portal, list: ContactList, page: number): Html {
  const { contacts } = portal;
  const rows = list.members.byRow(-1, 1, page * MEMBERS_PER_PAGE + 1).slice((page - 1) * MEMBERS_PER_PAGE);
  const hasMore = rows.length > MEMBERS_PER_PAGE;
  const shown = rows.slice(0, MEMBERS_PER_PAGE).map(
    (
      row,
    ) => html`<tr><td><a href="/contacts/${portal.portalId}/record/0-1/${contacts.idOf(row)}">${contacts.get(row, 'hs_full_name_or_email') || '(no name)'}</a></td>
<td>${contacts.get(row, 'email')}</td><td class="wide">${showTime(list.members.lastAddedAt(row), portal.profile.timeZone)}</td></tr>`,
  );
  if (shown.length === 0)
    return html`<div class="panel"><p>No members${page > 1 ? ' on this page' : ' yet'}.</p></div>`;
  return html`<div class="table-wrap"><table><caption class="visually-hidden">Members of ${list.name}</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Email</th><th scope="col" class="wide">Added</th></tr></thead><tbody>${shown}</tbody></table></div>
${pageLinks('?page=', page, hasMore)}`;
}

export function pageLinks(prefix: string, page: number, hasMore: boolean): Html | string {
  if (page === 1 && !hasMore) return '';
  return html`<nav class="pages" aria-label="Pages">
${page > 1 ? html`<a href="${prefix}${page - 1}">Previous</a>` : ''}<span>Page ${page}</span>${hasMore ? html`<a href="${prefix}${page + 1}">Next</a>` : ''}</nav>`;
}

import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { HubspotError } from '#sandbox/hubspot/api/errors.ts';
import type { ChangeSource } from '#sandbox/hubspot/contacts/changes.ts';
import {
  executeCreate,
  executeUpdate,
  findLiveRow,
  planCreate,
  planUpdate,
} from '#sandbox/hubspot/contacts/contact-writes.ts';
import { mergeContacts } from '#sandbox/hubspot/contacts/merge.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import { renderContact } from './contact-record.ts';
import { type Html, renderPortalPage, showNumber, showTime } from './layout.ts';
import { pageLinks } from './list-pages.ts';

const CONTACTS_PER_PAGE = 50;
const SEARCHED = ['hs_full_name_or_email', 'email', 'company', 'hs_additional_emails'];

/** The contact table and contact records. Mounted below `/contacts/{portalId}`. */
export function createContactPages(portalOf: (c: Context) => Portal): Hono {
  const app = new Hono();
  for (const path of ['/objects/0-1', '/objects/0-1/views/all/list']) {
    app.get(path, (c) =>
      c.html(
        renderContacts(portalOf(c), c.req.query('q') ?? '', Math.max(1, Number(c.req.query('page')) || 1)),
      ),
    );
  }
  app.post('/objects/0-1', async (c) => {
    const portal = portalOf(c);
    try {
      const plan = planCreate(portal, await readForm(c));
      const row = executeCreate(portal, plan, personSource(portal));
      return c.redirect(contactUrl(portal, row), 303);
    } catch (error) {
      return c.html(renderContacts(portal, '', 1, problemOf(error)), 400);
    }
  });
  app.get('/record/0-1/:contactId', (c) => {
    const portal = portalOf(c);
    const row = findLiveRow(portal, c.req.param('contactId'), undefined);
    return c.html(renderContact(portal, row));
  });
  app.post('/record/0-1/:contactId', (c) =>
    onContact(c, portalOf(c), async (portal, row) => {
      const form = await readForm(c);
      const changed = Object.entries(form).filter(
        ([name, value]) => value !== asShown(portal.contacts.get(row, name)),
      );
      const plan = planUpdate(portal, row, Object.fromEntries(changed), { byPerson: true });
      executeUpdate(portal, row, plan, personSource(portal));
      return contactUrl(portal, row);
    }),
  );
  app.post('/record/0-1/:contactId/delete', (c) =>
    onContact(c, portalOf(c), (portal, row) => {
      portal.contacts.archive(row, personSource(portal), portal.clock.now());
      return contactsUrl(portal);
    }),
  );
  app.post('/record/0-1/:contactId/merge', (c) =>
    onContact(c, portalOf(c), async (portal, row) => {
      const { otherContactId = '' } = await readForm(c);
      const survivor = mergeContacts(
        portal,
        portal.contacts.idOf(row),
        otherContactId.trim(),
        personSource(portal),
      );
      return contactUrl(portal, survivor);
    }),
  );
  return app;
}

const contactsUrl = ({ portalId }: Portal): string => `/contacts/${portalId}/objects/0-1`;
const contactUrl = (portal: Portal, row: number): string =>
  `/contacts/${portal.portalId}/record/0-1/${portal.contacts.idOf(row)}`;

/** Browsers send line ends as CR LF: without this, saving an untouched record would change its address. */
const asShown = (value: string): string => value.replaceAll('\r\n', '\n');

function personSource(portal: Portal): ChangeSource {
  const user = portal.profile.users[0];
  return { sourceType: 'CRM_UI', sourceId: `userId:${user?.userId}`, ...(user && { userId: user.userId }) };
}

/** Does something with a contact and goes on to the address it returns; a refusal is shown on the record. */
async function onContact(
  c: Context,
  portal: Portal,
  act: (portal: Portal, row: number) => string | Promise<string>,
): Promise<Response> {
  const row = findLiveRow(portal, c.req.param('contactId') ?? '', undefined);
  try {
    return c.redirect(await act(portal, row), 303);
  } catch (error) {
    return c.html(renderContact(portal, row, problemOf(error)), 400);
  }
}

function problemOf(error: unknown): string {
  if (!(error instanceof HubspotError)) throw error;
  const details = error.body.errors?.map(({ message }) => message) ?? [];
  return details.length > 0 ? details.join(' ') : error.message;
}

/** Several checked boxes of one name become one value joined by `;`. */
async function readForm(c: Context): Promise<Record<string, string>> {
  const form = new URLSearchParams(await c.req.text());
  const names = new Set(form.keys());
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      asShown(
        form
          .getAll(name)
          .filter((value) => value !== '')
          .join(';'),
      ),
    ]),
  );
}

function renderContacts(portal: Portal, query: string, page: number, problem?: string): Html {
  const rows = findPage(portal, query, page);
  const shown = rows.slice(0, CONTACTS_PER_PAGE);
  return renderPortalPage(
    portal,
    'contacts',
    'Contacts',
    html`<div class="page-head"><div><h1>Contacts</h1><span class="subtle">${showNumber(portal.contacts.liveCount())} records</span></div>
<div class="actions"><button type="button" class="primary" data-opens="create">Create contact</button></div></div>
${problem === undefined ? '' : html`<div class="notice error" role="alert"><p>${problem}</p></div>`}
<form class="page-head" role="search"><div class="search"><label class="visually-hidden" for="q">Search contacts</label>
<input id="q" name="q" type="search" placeholder="Search name, email, company" value="${query}"><button>Search</button></div></form>
<div class="table-wrap"><table><caption class="visually-hidden">Contacts</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Email</th><th scope="col" class="wide">Phone number</th><th scope="col" class="wide">Company</th><th scope="col" class="wide">Lifecycle stage</th><th scope="col" class="wide">Create date</th></tr></thead>
<tbody>${shown.length > 0 ? shown.map((row) => renderRow(portal, row)) : html`<tr><td colspan="6">No contact matches.</td></tr>`}</tbody></table></div>
${pageLinks(`?q=${encodeURIComponent(query)}&page=`, page, rows.length > CONTACTS_PER_PAGE)}
${createDialog(portal)}`,
    ['page.js'],
  );
}

function renderRow(portal: Portal, row: number): Html {
  const { contacts, properties, profile } = portal;
  const stage = contacts.get(row, 'lifecyclestage');
  const label =
    properties.find('lifecyclestage')?.options.find(({ value }) => value === stage)?.label ?? stage;
  return html`<tr><td><a href="${contactUrl(portal, row)}">${contacts.get(row, 'hs_full_name_or_email') || '(no name)'}</a></td>
<td>${contacts.get(row, 'email')}</td><td class="wide">${contacts.get(row, 'phone')}</td><td class="wide">${contacts.get(row, 'company')}</td>
<td class="wide">${label}</td><td class="wide">${showTime(contacts.createdAt(row), profile.timeZone)}</td></tr>`;
}

/** Newest first; one more than a page, to know whether there is another. */
function findPage(portal: Portal, query: string, page: number): number[] {
  const { contacts } = portal;
  const words = query.toLowerCase().split(/\s+/);
  const readers = SEARCHED.map((name) => contacts.reader(name));
  const found: number[] = [];
  let skip = (page - 1) * CONTACTS_PER_PAGE;
  for (let row = contacts.rowCount() - 1; row >= 0 && found.length <= CONTACTS_PER_PAGE; row--) {
    if (!contacts.isLive(row)) continue;
    const text =
      query === ''
        ? ''
        : readers
            .map((read) => read(row))
            .join(' ')
            .toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    if (skip > 0) skip -= 1;
    else found.push(row);
  }
  return found;
}

function createDialog(portal: Portal): Html {
  const field = (name: string, label: string, type = 'text'): Html =>
    html`<div class="field"><label for="new-${name}">${label}</label><input id="new-${name}" name="${name}" type="${type}"></div>`;
  return html`<dialog id="create" aria-labelledby="create-title"><form method="post" action="${contactsUrl(portal)}">
<h2 id="create-title">Create contact</h2>
${field('email', 'Email', 'email')}${field('firstname', 'First name')}${field('lastname', 'Last name')}${field('country', 'Country/Region')}
<div class="buttons"><button class="primary">Create</button><button type="button" data-closes>Cancel</button></div></form></dialog>`;
}

import { type Context, Hono } from 'hono';
import { html, raw } from 'hono/html';
import { z } from 'zod';
import { HubspotError, validationError } from '#sandbox/hubspot/api/errors.ts';
import {
  describeFilter,
  fromFilterBranch,
  LIST_MEMBERSHIP,
  operatorChoices,
  toFilterBranch,
} from '#sandbox/hubspot/lists/criteria.ts';
import type { FilterBranch } from '#sandbox/hubspot/lists/filter-types.ts';
import {
  compileCriteria,
  createList,
  findLiveList,
  renameList,
  updateFilters,
} from '#sandbox/hubspot/lists/list-actions.ts';
import type { ContactList } from '#sandbox/hubspot/lists/list-store.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import { embedJson, type Html, renderPortalPage } from './layout.ts';

const groupsSchema = z.object({
  groups: z.array(
    z.array(z.object({ property: z.string(), operator: z.string(), values: z.array(z.string()) })),
  ),
});
const saveSchema = groupsSchema.extend({ name: z.string(), processingType: z.string() });

/** The criteria builder: its pages and the questions they ask. Mounted below `/contacts/{portalId}/objectLists`. */
export function createListEditor(portalOf: (c: Context) => Portal): Hono {
  const app = new Hono();
  app.get('/create', (c) => c.html(renderEditor(portalOf(c))));
  app.get('/:listId/filters', (c) => {
    const portal = portalOf(c);
    const list = findLiveList(portal, c.req.param('listId'));
    if (list.processingType !== 'DYNAMIC') throw validationError('Only an active list has criteria to edit.');
    return c.html(renderEditor(portal, list));
  });
  app.post('/estimate', async (c) => {
    const portal = portalOf(c);
    const { compiled } = await readCriteria(c, portal);
    return c.json({ count: portal.evaluation.countMatches(compiled.makeTest) });
  });
  app.post('/review', async (c) => {
    const portal = portalOf(c);
    const { compiled, filterBranch } = await readCriteria(c, portal);
    return c.json({
      count: portal.evaluation.countMatches(compiled.makeTest),
      words: describeCriteria(portal, filterBranch),
    });
  });
  app.post('/', async (c) => {
    const portal = portalOf(c);
    const { name, processingType, groups } = await readBody(c, saveSchema);
    const filterBranch = toBranch(portal, groups);
    const list = createList(portal, userIdOf(portal), { name, processingType, filterBranch });
    return c.json({ listId: list.listId, url: listUrl(portal, list) }, 201);
  });
  app.put('/:listId', async (c) => {
    const portal = portalOf(c);
    const list = findLiveList(portal, c.req.param('listId'));
    const { name, groups } = await readBody(c, saveSchema);
    const filterBranch = toBranch(portal, groups);
    if (name !== list.name) renameList(portal, list, userIdOf(portal), name);
    updateFilters(portal, list, userIdOf(portal), filterBranch);
    return c.json({ listId: list.listId, url: listUrl(portal, list) });
  });
  return app;
}

export const userIdOf = (portal: Portal): string => String(portal.profile.users[0]?.userId ?? '');
export const listsUrl = ({ portalId }: Portal): string => `/contacts/${portalId}/objectLists`;
export const listUrl = (portal: Portal, { listId }: ContactList): string => `${listsUrl(portal)}/${listId}`;

/** The criteria as sentences, one a group. */
export function describeCriteria(portal: Portal, root: FilterBranch): string[] {
  const names = {
    property: portal.properties.find,
    list: (listId: string) => portal.lists.find(listId)?.name ?? `list ${listId}`,
  };
  return root.filterBranches.map(({ filters }) =>
    filters.map((filter) => describeFilter(filter, names)).join(' and '),
  );
}

async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  if (!c.req.header('content-type')?.startsWith('application/json')) {
    throw new HubspotError(415, { message: 'JSON is expected.' });
  }
  const parsed = schema.safeParse(JSON.parse(await c.req.text()));
  if (!parsed.success) throw validationError(z.prettifyError(parsed.error));
  return parsed.data;
}

async function readCriteria(c: Context, portal: Portal) {
  const { groups } = await readBody(c, groupsSchema);
  return compileCriteria(portal, toBranch(portal, groups));
}

function toBranch(portal: Portal, groups: z.infer<typeof groupsSchema>['groups']): FilterBranch {
  if (groups.some((group) => group.length === 0))
    throw validationError('Add at least one filter to every group.');
  const typeOf = (property: string): string => portal.properties.find(property)?.type ?? 'string';
  return toFilterBranch(groups, typeOf, portal.profile.timeZone);
}

function renderEditor(portal: Portal, list?: ContactList): Html {
  const name = list?.name ?? 'Untitled list';
  const groups = list?.filterBranch ? fromFilterBranch(list.filterBranch) : [];
  const title = list ? `Edit ${list.name}` : 'Create list';
  return renderPortalPage(
    portal,
    'lists',
    title,
    html`<p><a href="${list ? listUrl(portal, list) : listsUrl(portal)}">${list ? 'Back to the list' : 'Back to lists'}</a></p>
<div class="page-head">
<div class="title-edit" id="title-view"><h1 id="title">${name}</h1>
<button type="button" class="icon" id="edit-name" aria-label="Rename list" title="Rename list">${pencil}</button></div>
<div class="title-edit" id="title-edit" hidden><label class="visually-hidden" for="title-input">List name</label><input id="title-input"></div>
<div class="actions"><a class="button" href="${list ? listUrl(portal, list) : listsUrl(portal)}">Cancel</a>
<button type="button" class="primary" id="review-button" ${groups ? '' : raw('disabled')}>Review and save</button></div>
</div>
<div class="notice error" id="message" role="alert" tabindex="-1" hidden></div>
${groups ? '' : html`<div class="notice"><p>This list was built through the API with criteria this page cannot show. It can only be edited there.</p></div>`}
<div class="columns">
<div>${list ? '' : typeChoice}
<h2>Filters</h2>
<div id="groups"></div>
<p class="joint">or</p>
<button type="button" id="add-group">Add filter group</button>
</div>
<aside class="panel estimate" aria-label="Estimate"><h2>Estimated size</h2>
<p aria-live="polite"><strong id="estimate">–</strong> <span id="estimate-note" class="subtle">Add a filter to see an estimate.</span></p>
<p class="subtle">Of ${portal.contacts.liveCount().toLocaleString('en-US')} contacts. The real size is known once the list has been processed.</p></aside>
</div>
${reviewDialog}
${embedJson('editor-model', editorModel(portal, list, groups ?? []))}`,
    ['page.js', ...(groups ? ['list-editor.js'] : [])],
  );
}

const pencil = raw(
  '<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true"><path d="M12.2 2.8 15.2 5.8 6 15H3v-3z" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/></svg>',
);

const typeChoice = html`<fieldset class="panel"><legend class="visually-hidden">List type</legend>
<h2 aria-hidden="true">List type</h2>
<label class="choice"><input type="radio" name="processingType" value="DYNAMIC" checked><span><strong>Active list</strong><br><span class="subtle">Contacts join and leave by themselves as they start or stop meeting the filters.</span></span></label>
<label class="choice"><input type="radio" name="processingType" value="SNAPSHOT"><span><strong>Static list</strong><br><span class="subtle">Contacts that meet the filters now. Later it changes only by hand.</span></span></label>
</fieldset>`;

const reviewDialog = html`<dialog id="review" aria-labelledby="review-title"><form id="review-form">
<h2 id="review-title">Review and save</h2>
<div class="field"><label for="save-name">Name</label><input id="save-name" required maxlength="255"></div>
<dl class="facts"><dt>Type</dt><dd id="review-type"></dd><dt>Estimated size</dt><dd id="review-size"></dd></dl>
<h3>Filters</h3>
<ul id="review-criteria"></ul>
<p class="notice error" id="save-problem" role="alert" hidden></p>
<div class="buttons"><button class="primary">Save list</button><button type="button" data-closes>Back to filters</button></div>
</form></dialog>`;

function editorModel(portal: Portal, list: ContactList | undefined, groups: unknown) {
  const base = listsUrl(portal);
  const groupLabel = (name: string): string => portal.properties.groups.get(name)?.label ?? '';
  const properties = portal.properties
    .all()
    .filter((property) => !property.hidden)
    .map(({ name, label, type, groupName, options, referencedObjectType }) => ({
      name,
      label,
      type,
      group: groupLabel(groupName),
      options:
        referencedObjectType === 'OWNER'
          ? ownerOptions(portal)
          : options.map(({ value, label: text }) => ({ value, label: text })),
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const membership = {
    name: LIST_MEMBERSHIP,
    label: 'List membership',
    type: LIST_MEMBERSHIP,
    group: 'Lists',
    options: [],
  };
  const lists = portal.lists.all().filter((other) => other !== list);
  return {
    name: list?.name ?? 'Untitled list',
    processingType: 'DYNAMIC',
    groups,
    properties: [...properties, ...(lists.length > 0 ? [membership] : [])],
    operators: operatorChoices,
    lists: lists.map(({ listId, name }) => ({ listId, name })),
    estimateUrl: `${base}/estimate`,
    reviewUrl: `${base}/review`,
    saveUrl: list ? listUrl(portal, list) : base,
    saveMethod: list ? 'PUT' : 'POST',
  };
}

function ownerOptions(portal: Portal) {
  return portal.profile.owners.map(({ ownerId, firstName, lastName }) => ({
    value: ownerId,
    label: `${firstName} ${lastName}`,
  }));
}

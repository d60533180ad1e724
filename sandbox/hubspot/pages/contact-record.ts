import { html, raw } from 'hono/html';
import type { ChangeSource } from '#sandbox/hubspot/contacts/changes.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import type { PropertyDefinition } from '#sandbox/hubspot/properties/catalog.ts';
import { type Html, renderPortalPage, showTime } from './layout.ts';
import { confirmDialog } from './list-pages.ts';

const MOST_HISTORY = 30;

/** One contact: every writable property in a form, its lists, its history, delete and merge. */
export function renderContact(portal: Portal, row: number, problem?: string): Html {
  const { contacts, portalId } = portal;
  const name = contacts.get(row, 'hs_full_name_or_email') || '(no name)';
  const contactId = contacts.idOf(row);
  const url = `/contacts/${portalId}/record/0-1/${contactId}`;
  return renderPortalPage(
    portal,
    'contacts',
    name,
    html`<p><a href="/contacts/${portalId}/objects/0-1">Back to contacts</a></p>
<div class="page-head"><h1>${name}</h1><span class="subtle">Record ID ${contactId}</span>
<div class="actions"><button type="button" data-opens="merge">Merge</button><button type="button" class="danger" data-opens="delete">Delete contact</button></div></div>
${problem === undefined ? '' : html`<div class="notice error" role="alert"><p>${problem}</p></div>`}
<div class="columns"><form method="post" action="${url}">${renderGroups(portal, row)}
<div class="save-bar"><button class="primary">Save</button></div></form>
<aside>${renderMemberships(portal, row)}${renderFacts(portal, row)}</aside></div>
${renderHistory(portal, row)}
${confirmDialog('delete', `Delete ${name}?`, 'The contact goes to the recycling bin and leaves every list.', `${url}/delete`, 'Delete')}
<dialog id="merge" aria-labelledby="merge-title"><form method="post" action="${url}/merge"><h2 id="merge-title">Merge another contact into this one</h2>
<p>This contact's values win; the other's email address is kept as an additional one.</p>
<div class="field"><label for="otherContactId">Record ID of the other contact</label><input id="otherContactId" name="otherContactId" required inputmode="numeric"></div>
<div class="buttons"><button class="primary">Merge contacts</button><button type="button" data-closes>Cancel</button></div></form></dialog>`,
    ['page.js'],
  );
}

function renderGroups(portal: Portal, row: number): Html[] {
  const writable = portal.properties
    .all()
    .filter(({ readOnlyValue, calculated, hidden }) => !readOnlyValue && !calculated && !hidden);
  return [...portal.properties.groups.values()].flatMap((group) => {
    const members = writable.filter(({ groupName }) => groupName === group.name);
    if (members.length === 0) return [];
    return [
      html`<section class="panel" aria-label="${group.label}"><h2>${group.label}</h2><div class="fields">${members.map((definition) => renderField(portal, row, definition))}</div></section>`,
    ];
  });
}

function renderField(portal: Portal, row: number, definition: PropertyDefinition): Html {
  const { name, label, type, fieldType } = definition;
  const value = portal.contacts.get(row, name);
  const elementId = `property-${name}`;
  if (fieldType === 'checkbox') return renderCheckboxes(definition, value);
  const options = name === 'hubspot_owner_id' ? ownerOptions(portal) : definition.options;
  const control =
    type === 'enumeration' || type === 'bool'
      ? html`<select id="${elementId}" name="${name}"><option value=""></option>${options.map(
          (option) =>
            html`<option value="${option.value}" ${option.value === value ? raw('selected') : ''}>${option.label}</option>`,
        )}</select>`
      : fieldType === 'textarea' || value.includes('\n')
        ? html`<textarea id="${elementId}" name="${name}" rows="3">${value}</textarea>`
        : html`<input id="${elementId}" name="${name}" type="${type === 'date' ? 'date' : 'text'}" value="${value}">`;
  return html`<div class="field"><label for="${elementId}">${label}</label>${control}</div>`;
}

/** The empty hidden value makes "nothing checked" a value of its own: it clears the property. */
function renderCheckboxes({ name, label, options }: PropertyDefinition, value: string): Html {
  const chosen = value.split(';');
  return html`<fieldset><legend>${label}</legend><input type="hidden" name="${name}" value=""><div class="choices">${options.map(
    (option) =>
      html`<label class="choice"><input type="checkbox" name="${name}" value="${option.value}" ${chosen.includes(option.value) ? raw('checked') : ''}><span>${option.label}</span></label>`,
  )}</div></fieldset>`;
}

function ownerOptions(portal: Portal): { value: string; label: string }[] {
  return portal.profile.owners.map(({ ownerId, firstName, lastName }) => ({
    value: ownerId,
    label: `${firstName} ${lastName}`,
  }));
}

function renderMemberships(portal: Portal, row: number): Html {
  const lists = portal.lists.all().filter(({ members }) => members.has(row));
  return html`<section class="panel" aria-labelledby="memberships"><h2 id="memberships">List memberships</h2>
${
  lists.length === 0
    ? html`<p class="subtle">In no list.</p>`
    : html`<ul class="plain">${lists.map(
        ({ listId, name, members }) =>
          html`<li><a href="/contacts/${portal.portalId}/objectLists/${listId}">${name}</a><br><span class="subtle">since ${showTime(members.lastAddedAt(row), portal.profile.timeZone)}</span></li>`,
      )}</ul>`
}<p class="subtle">Lists notice a change a few seconds later.</p></section>`;
}

function renderFacts(portal: Portal, row: number): Html {
  const { contacts, profile } = portal;
  const facts: [string, string][] = [
    ['Created', showTime(contacts.createdAt(row), profile.timeZone)],
    ['Last modified', showTime(contacts.modifiedAt(row), profile.timeZone)],
    ['Additional emails', contacts.get(row, 'hs_additional_emails').replaceAll(';', ', ')],
    ['Merged record IDs', contacts.get(row, 'hs_merged_object_ids').replaceAll(';', ', ')],
  ];
  return html`<section class="panel" aria-label="About this contact"><h2>About this contact</h2><dl class="facts">${facts
    .filter(([, value]) => value !== '')
    .map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl></section>`;
}

/** What was edited since the contact was created, newest first. */
function renderHistory(portal: Portal, row: number): Html | string {
  const edits = portal.properties
    .all()
    .flatMap(({ name, label }) => {
      const versions = portal.contacts.versions(row, name);
      return versions.length > 1 ? versions.map((version) => ({ label, ...version })) : [];
    })
    .sort((a, b) => b.at - a.at)
    .slice(0, MOST_HISTORY);
  if (edits.length === 0) return '';
  return html`<section aria-labelledby="history"><h2 id="history">Property history</h2><div class="table-wrap"><table>
<thead><tr><th scope="col">Property</th><th scope="col">Value</th><th scope="col">Source</th><th scope="col">Time</th></tr></thead>
<tbody>${edits.map(
    ({ label, value, source, at }) =>
      html`<tr><td>${label}</td><td>${value || '(cleared)'}</td><td>${describeSource(portal, source)}</td><td>${showTime(at, portal.profile.timeZone)}</td></tr>`,
  )}</tbody></table></div></section>`;
}

function describeSource(portal: Portal, { sourceType, sourceLabel, userId }: ChangeSource): string {
  const user = portal.profile.users.find((candidate) => candidate.userId === userId);
  if (user) return `${user.firstName} ${user.lastName} in HubSpot`;
  const kinds = {
    INTEGRATION: 'App',
    CRM_UI: 'HubSpot',
    IMPORT: 'Import',
    MERGE_OBJECTS: 'Merge',
    CALCULATED: 'Calculated',
  };
  return sourceLabel === undefined ? kinds[sourceType] : `${kinds[sourceType]}: ${sourceLabel}`;
}

import { html } from 'hono/html';
import type { Layout } from '../metadata/layouts.ts';
import type { SObject } from '../metadata/schema.ts';
import type { ApiError } from '../records/api-fault.ts';
import type { Row } from '../records/row.ts';
import { type Html, orgPage } from './layout.ts';
import { describeReference, formatMoment, nameOf, type Viewer } from './page-context.ts';
import { type FormValues, renderErrors, renderSections } from './record-form.ts';

type RecordPage = {
  viewer: Viewer;
  object: SObject;
  layout: Layout;
  row: Row;
  values: FormValues;
  errors: ApiError[];
  notice: string;
};

const pathOf = (object: SObject, row: Row, page: string): string =>
  `/lightning/r/${object.name}/${row.Id}/${page}`;

function renderActions(object: SObject, row: Row): Html | string {
  if (row.IsDeleted) {
    return html`<form method="post" action="${pathOf(object, row, 'restore')}"><button class="primary">Restore</button></form>`;
  }
  const link = (page: string, label: string, kind = ''): Html =>
    html`<a class="button ${kind}" href="${pathOf(object, row, page)}">${label}</a>`;
  return html`<div class="row">
${object.name === 'Lead' && !row.IsConverted ? link('convert', 'Convert') : ''}
${object.spec.mergeable && !row.IsConverted ? link('merge', 'Merge') : ''}
${link('delete', 'Delete', 'danger')}
</div>`;
}

function renderLink(viewer: Viewer, label: string, recordId: unknown): Html | string {
  const found = describeReference(viewer, recordId);
  if (!found) return '';
  const hasPage = ['Lead', 'Contact', 'Account'].includes(found.object.name);
  const name = hasPage
    ? html`<a href="${pathOf(found.object, found.row, 'view')}">${found.name}</a>`
    : found.name;
  return html`<div><dt>${label}</dt><dd>${name}</dd></div>`;
}

function renderSystemFacts(viewer: Viewer, object: SObject, row: Row): Html {
  const by = (recordId: unknown): string => describeReference(viewer, recordId)?.name ?? '';
  return html`<section class="card" aria-labelledby="system"><h2 id="system">System Information</h2><dl class="facts">
<div><dt>Record ID</dt><dd>${row.Id}</dd></div>
<div><dt>Created</dt><dd>${formatMoment(row.CreatedDate, viewer.user)}, ${by(row.CreatedById)}</dd></div>
<div><dt>Last modified</dt><dd>${formatMoment(row.LastModifiedDate, viewer.user)}, ${by(row.LastModifiedById)}</dd></div>
${renderLink(viewer, 'Account', object.name === 'Contact' ? row.AccountId : null)}
${renderLink(viewer, 'Converted contact', row.ConvertedContactId)}
${renderLink(viewer, 'Converted account', row.ConvertedAccountId)}
${renderLink(viewer, 'Merged into', row.MasterRecordId)}
</dl></section>`;
}

function renderState(row: Row): Html | string {
  if (row.IsDeleted) return html`<span class="badge bad">In the recycle bin</span>`;
  return row.IsConverted ? html`<span class="badge good">Converted</span>` : '';
}

/** One record: its fields in a form, unless it is converted or deleted and therefore read-only. */
export function renderRecord({ viewer, object, layout, row, values, errors, notice }: RecordPage): Html {
  const isReadOnly = row.IsDeleted === true || row.IsConverted === true;
  const sections = renderSections(viewer, object, layout, values, errors);
  const content = html`${notice ? html`<p class="alert good" role="status">${notice}</p>` : ''}
<section class="card">
<div class="row between"><div><span class="soft">${object.spec.label}</span>
<h1>${nameOf(object, row)} ${renderState(row)}</h1></div>${renderActions(object, row)}</div>
</section>
${renderErrors(errors)}
<form class="card" method="post" action="${pathOf(object, row, 'view')}" novalidate aria-label="${object.spec.label} details">
${isReadOnly ? html`<fieldset disabled class="bare">${sections}</fieldset>` : sections}
${isReadOnly ? '' : html`<div class="sticky row"><button class="primary">Save</button><a class="button" href="${pathOf(object, row, 'view')}">Cancel</a></div>`}
</form>
${renderSystemFacts(viewer, object, row)}`;
  return orgPage({ title: nameOf(object, row), viewer, active: object.spec.labelPlural, content });
}

export function renderNewRecord(
  viewer: Viewer,
  object: SObject,
  layout: Layout,
  values: FormValues,
  errors: ApiError[],
): Html {
  const title = `New ${object.spec.label}`;
  const content = html`<section class="card"><h1>${title}</h1></section>
${renderErrors(errors)}
<form class="card" method="post" novalidate aria-label="${title}">
${renderSections(viewer, object, layout, values, errors)}
<div class="sticky row"><button class="primary">Save</button><a class="button" href="/lightning/o/${object.name}/list">Cancel</a></div>
</form>`;
  return orgPage({ title, viewer, active: object.spec.labelPlural, content });
}

export function renderDelete(viewer: Viewer, object: SObject, row: Row): Html {
  const name = nameOf(object, row);
  const content = html`<section class="card stack"><h1>Delete ${name}?</h1>
<p>The ${object.spec.label.toLowerCase()} goes to the recycle bin and can be restored for 15 days.</p>
<form method="post" class="row"><button class="danger">Delete ${object.spec.label.toLowerCase()}</button>
<a class="button" href="${pathOf(object, row, 'view')}">Cancel</a></form></section>`;
  return orgPage({ title: `Delete ${name}`, viewer, active: object.spec.labelPlural, content });
}

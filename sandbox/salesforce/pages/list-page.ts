import { html } from 'hono/html';
import type { Layout } from '../metadata/layouts.ts';
import type { SObject } from '../metadata/schema.ts';
import { readField } from '../records/read-field.ts';
import type { Row } from '../records/row.ts';
import { type Html, orgPage } from './layout.ts';
import { describeReference, labelOf, nameOf, type Viewer } from './page-context.ts';

const rowsPerPage = 50;
const searchedFields = ['Name', 'Email', 'Company', 'Phone', 'Title', 'Website'];

export type ListView = { search: string; page: number; isRecycleBin: boolean };

/** Newest first; a search looks for the text in the fields a person would expect. */
function findRows(viewer: Viewer, object: SObject, view: ListView): Row[] {
  const wanted = view.search.trim().toLowerCase();
  const fields = searchedFields.flatMap((name) => object.field(name) ?? []);
  const matches = (row: Row): boolean =>
    wanted === '' ||
    row.Id.toLowerCase().startsWith(wanted) ||
    fields.some((field) =>
      String(readField(row, field) ?? '')
        .toLowerCase()
        .includes(wanted),
    );
  return [...viewer.org.table(object).rows()]
    .filter((row) => (row.IsDeleted === true) === view.isRecycleBin && matches(row))
    .sort((a, b) => Number(b.CreatedDate) - Number(a.CreatedDate) || (a.Id < b.Id ? 1 : -1));
}

function columnLabel(object: SObject, column: string): string {
  const field = object.field(column) ?? object.relationship(column);
  return field ? labelOf(field) : column;
}

function renderCell(viewer: Viewer, object: SObject, row: Row, column: string): Html | string {
  const field = object.field(column);
  if (field?.nameField) {
    return html`<a href="/lightning/r/${object.name}/${row.Id}/view">${nameOf(object, row)}</a>${row.IsConverted ? html` <span class="badge good">Converted</span>` : ''}`;
  }
  if (field) return String(readField(row, field) ?? '');
  const reference = object.relationship(column);
  return describeReference(viewer, reference && row[reference.name])?.name ?? '';
}

function renderPaging(object: SObject, view: ListView, pages: number): Html | string {
  if (pages <= 1) return '';
  const link = (page: number): string =>
    `/lightning/o/${object.name}/list?${new URLSearchParams({ search: view.search, page: String(page), ...(view.isRecycleBin ? { bin: '1' } : {}) })}`;
  return html`<nav class="row" aria-label="Pages">
${view.page > 1 ? html`<a class="button" href="${link(view.page - 1)}">Previous</a>` : ''}
<span>Page ${view.page} of ${pages}</span>
${view.page < pages ? html`<a class="button" href="${link(view.page + 1)}">Next</a>` : ''}
</nav>`;
}

export function renderList(
  viewer: Viewer,
  object: SObject,
  layout: Layout,
  view: ListView,
  notice: string,
): Html {
  const rows = findRows(viewer, object, view);
  const pages = Math.max(1, Math.ceil(rows.length / rowsPerPage));
  const page = Math.min(Math.max(1, view.page), pages);
  const shown = rows.slice((page - 1) * rowsPerPage, page * rowsPerPage);
  const { labelPlural, label } = object.spec;
  const title = view.isRecycleBin ? `${labelPlural} in the recycle bin` : labelPlural;
  const path = `/lightning/o/${object.name}/list`;
  const count = `${rows.length.toLocaleString('en')} ${rows.length === 1 ? label.toLowerCase() : labelPlural.toLowerCase()}`;
  const content = html`${notice ? html`<p class="alert good" role="status">${notice}</p>` : ''}
<section class="card">
<div class="row between">
<h1>${title}</h1>
<form class="search" method="get" action="${path}" role="search">
${view.isRecycleBin ? html`<input type="hidden" name="bin" value="1">` : ''}
<div><label for="search">Search this list</label><input id="search" name="search" type="search" value="${view.search}"></div>
<button>Search</button>
</form>
<div class="row">
${
  view.isRecycleBin
    ? html`<a class="button" href="${path}">Back to ${labelPlural.toLowerCase()}</a>`
    : html`<a class="button" href="${path}?bin=1">Recycle bin</a>
<a class="button primary" href="/lightning/o/${object.name}/new">New</a>`
}
</div>
</div>
</section>
<section class="card">
<div class="table-scroll"><table>
<caption>${count}${view.search ? html` matching “${view.search}”` : ''}${view.isRecycleBin ? ', kept for 15 days' : ''}</caption>
<thead><tr>${layout.columns.map((column) => html`<th scope="col">${columnLabel(object, column)}</th>`)}</tr></thead>
<tbody>${shown.map((row) => html`<tr>${layout.columns.map((column) => html`<td>${renderCell(viewer, object, row, column)}</td>`)}</tr>`)}
${shown.length === 0 ? html`<tr><td colspan="${layout.columns.length}">Nothing here.</td></tr>` : ''}</tbody>
</table></div>
</section>
${renderPaging(object, { ...view, page }, pages)}`;
  return orgPage({ title, viewer, active: object.spec.labelPlural, content });
}

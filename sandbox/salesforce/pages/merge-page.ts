import { html } from 'hono/html';
import type { FieldSpec } from '../metadata/object-spec.ts';
import type { SObject } from '../metadata/schema.ts';
import type { ApiError } from '../records/api-fault.ts';
import { readField } from '../records/read-field.ts';
import type { Row } from '../records/row.ts';
import { type Html, orgPage } from './layout.ts';
import { describeReference, formatMoment, labelOf, nameOf, type Viewer } from './page-context.ts';
import { renderErrors } from './record-form.ts';

/** Fields a person may choose between: writable, and not the same in both records. */
export function listDifferences(object: SObject, master: Row, other: Row): FieldSpec[] {
  return object.fields.filter(
    (field) => field.access === 'edit' && readField(master, field) !== readField(other, field),
  );
}

function show(viewer: Viewer, row: Row, field: FieldSpec): string {
  const value = readField(row, field);
  const name = field.type === 'reference' ? describeReference(viewer, value)?.name : undefined;
  return name ?? (String(value ?? '') || '(blank)');
}

function renderCandidates(viewer: Viewer, object: SObject, master: Row): Html {
  const duplicates =
    typeof master.Email === 'string'
      ? viewer.org
          .table(object)
          .find('Email', master.Email)
          .filter((row) => row !== master && !row.IsDeleted && !row.IsConverted)
      : [];
  return html`<form class="card stack" method="get">
<h1>Merge ${nameOf(object, master)}</h1>
${
  duplicates.length > 0
    ? html`<fieldset><legend>Records with the same e-mail</legend>${duplicates.map(
        (row) =>
          html`<label class="check"><input type="radio" name="with" value="${row.Id}"> <span>${nameOf(object, row)}, created ${formatMoment(row.CreatedDate, viewer.user)} <span class="soft">${row.Id}</span></span></label>`,
      )}</fieldset>`
    : html`<p>No other ${object.spec.label.toLowerCase()} has the same e-mail.</p>`
}
<div><label for="other">Or the ID of another ${object.spec.label.toLowerCase()}</label><input id="other" name="with" autocomplete="off"></div>
<div class="row"><button class="primary">Next</button><a class="button" href="/lightning/r/${object.name}/${master.Id}/view">Cancel</a></div>
</form>`;
}

/** First the other record, then, field by field, whose value stays. */
export function renderMerge(
  viewer: Viewer,
  object: SObject,
  master: Row,
  other: Row | undefined,
  errors: ApiError[],
): Html {
  const title = `Merge ${nameOf(object, master)}`;
  const page = (content: Html): Html =>
    orgPage({
      title,
      viewer,
      active: object.spec.labelPlural,
      content: html`${renderErrors(errors)}${content}`,
    });
  if (!other) return page(renderCandidates(viewer, object, master));
  const choose = (field: FieldSpec, side: 'master' | 'other', row: Row, isChosen: boolean): Html =>
    html`<td><label class="check"><input type="radio" name="keep.${field.name}" value="${side}" ${isChosen ? 'checked' : ''}> ${show(viewer, row, field)}</label></td>`;
  return page(html`<form class="card" method="post">
<h1>${title}</h1>
<p class="soft">Choose the values to keep. ${nameOf(object, other)} (${other.Id}) goes to the recycle bin.</p>
<input type="hidden" name="with" value="${other.Id}">
<div class="table-scroll"><table>
<thead><tr><th scope="col">Field</th><th scope="col">Master: ${nameOf(object, master)}</th><th scope="col">${nameOf(object, other)}</th></tr></thead>
<tbody>${listDifferences(object, master, other).map((field) => {
    const isBlank = (readField(master, field) ?? '') === '';
    return html`<tr><th scope="row">${labelOf(field)}</th>${choose(field, 'master', master, !isBlank)}${choose(field, 'other', other, isBlank)}</tr>`;
  })}</tbody></table></div>
<div class="sticky row"><button class="primary">Merge</button><a class="button" href="/lightning/r/${object.name}/${master.Id}/view">Cancel</a></div>
</form>`);
}

import { html } from 'hono/html';
import type { Layout } from '../metadata/layouts.ts';
import type { FieldSpec } from '../metadata/object-spec.ts';
import type { SObject } from '../metadata/schema.ts';
import type { ApiError } from '../records/api-fault.ts';
import type { Payload } from '../records/read-payload.ts';
import type { Row } from '../records/row.ts';
import type { Html } from './layout.ts';
import { labelOf, nameOf, type Viewer } from './page-context.ts';

/** What stands in the inputs: the record's own values, or what was typed and refused. */
export type FormValues = Record<string, string | boolean>;

const inputTypes: Partial<Record<FieldSpec['type'], string>> = {
  email: 'email',
  phone: 'tel',
  url: 'text',
  date: 'date',
  int: 'number',
  double: 'number',
  currency: 'number',
  percent: 'number',
};

const mostChoices = 500;

export function valuesOf(row: Row): FormValues {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'boolean' ? value : String(value ?? ''),
    ]),
  );
}

/** Records a reference may point at, as choices; null when there are too many for a menu. */
function listChoices(viewer: Viewer, field: FieldSpec): { recordId: string; name: string }[] | null {
  const choices = (field.referenceTo ?? []).flatMap((target) => {
    const object = viewer.org.schema.object(target);
    if (!object || viewer.org.table(object).size() > mostChoices) return [null];
    return [...viewer.org.table(object).rows()]
      .filter((row) => !row.IsDeleted && row.IsActive !== false)
      .map((row) => ({ recordId: row.Id, name: nameOf(object, row) }));
  });
  const known = choices.filter((choice) => choice !== null);
  return known.length < choices.length ? null : known.sort((a, b) => a.name.localeCompare(b.name));
}

function renderOptions(
  choices: { value: string; label: string }[],
  chosen: string,
  isRequired: boolean,
): Html[] {
  const unlisted =
    chosen !== '' && !choices.some(({ value }) => value === chosen) ? [{ value: chosen, label: chosen }] : [];
  const none = isRequired && chosen !== '' ? [] : [{ value: '', label: '--None--' }];
  return [...none, ...choices, ...unlisted].map(
    ({ value, label }) =>
      html`<option value="${value}" ${value === chosen ? 'selected' : ''}>${label}</option>`,
  );
}

function renderControl(viewer: Viewer, field: FieldSpec, value: string, attributes: Html): Html {
  const { name } = field;
  if (field.type === 'picklist') {
    const options = (field.picklist ?? []).map((option) => ({ value: option, label: option }));
    return html`<select id="${name}" name="${name}" ${attributes}>${renderOptions(options, value, field.required)}</select>`;
  }
  if (field.type === 'reference') {
    const choices = listChoices(viewer, field)?.map(({ recordId, name: label }) => ({
      value: recordId,
      label,
    }));
    if (choices) {
      return html`<select id="${name}" name="${name}" ${attributes}>${renderOptions(choices, value, field.required)}</select>`;
    }
  }
  if (field.type === 'textarea')
    return html`<textarea id="${name}" name="${name}" rows="3" ${attributes}>${value}</textarea>`;
  const type = inputTypes[field.type] ?? 'text';
  return html`<input id="${name}" name="${name}" type="${type}" ${type === 'number' ? html`step="any"` : ''} value="${value}" autocomplete="off" ${attributes}>`;
}

function renderMultiSelect(field: FieldSpec, value: string): Html {
  const chosen = new Set(value.split(';'));
  return html`<div class="wide" role="group" aria-labelledby="${field.name}-label">
<span id="${field.name}-label" class="group-label">${labelOf(field)}</span>
<div class="row">${(field.picklist ?? []).map(
    (option) =>
      html`<label class="check"><input type="checkbox" name="${field.name}" value="${option}" ${chosen.has(option) ? 'checked' : ''}> ${option}</label>`,
  )}</div></div>`;
}

/** One field with its label, its value and, when the last save was refused because of it, the reason. */
function renderField(viewer: Viewer, field: FieldSpec, values: FormValues, errors: ApiError[]): Html {
  const own = errors.filter((error) => error.fields?.includes(field.name));
  const value = values[field.name] ?? '';
  if (field.type === 'boolean') {
    return html`<label class="check"><input type="checkbox" name="${field.name}" value="true" ${value === true || value === 'true' ? 'checked' : ''}> ${labelOf(field)}</label>`;
  }
  if (field.type === 'multipicklist') return renderMultiSelect(field, String(value));
  const errorId = `${field.name}-error`;
  const attributes = html`${own.length > 0 ? html`aria-invalid="true" aria-describedby="${errorId}"` : ''} ${field.required ? html`aria-required="true"` : ''}`;
  return html`<div ${field.type === 'textarea' ? html`class="wide"` : ''}>
<label for="${field.name}">${field.required ? html`<span class="required" aria-hidden="true">*</span> ` : ''}${labelOf(field)}</label>
${renderControl(viewer, field, String(value), attributes)}
${own.length > 0 ? html`<p class="field-error" id="${errorId}">${own.map((error) => error.message).join(' ')}</p>` : ''}
</div>`;
}

/** Errors that belong to no field of the page stand at its top. */
export function renderErrors(errors: ApiError[]): Html | string {
  if (errors.length === 0) return '';
  return html`<div class="alert" role="alert"><strong>We hit a snag.</strong>
<ul>${errors.map((error) => html`<li>${error.message} <span class="soft">(${error.code})</span></li>`)}</ul></div>`;
}

function editableFields(object: SObject, layout: Layout, section: string): FieldSpec[] {
  return (layout.sections[section] ?? []).flatMap((name) => {
    const field = object.field(name);
    return field && field.access === 'edit' ? [field] : [];
  });
}

export function renderSections(
  viewer: Viewer,
  object: SObject,
  layout: Layout,
  values: FormValues,
  errors: ApiError[],
): Html[] {
  return Object.keys(layout.sections).map(
    (section) => html`<fieldset><legend>${section}</legend><div class="grid">
${editableFields(object, layout, section).map((field) => renderField(viewer, field, values, errors))}
</div></fieldset>`,
  );
}

/** Reads the submitted form back: what was typed, and of that only what differs from the record. */
export function readForm(
  form: URLSearchParams,
  object: SObject,
  layout: Layout,
  current: FormValues,
): { values: FormValues; changes: Payload } {
  const values: FormValues = {};
  const changes: Payload = {};
  for (const section of Object.keys(layout.sections)) {
    for (const field of editableFields(object, layout, section)) {
      const typed = form.getAll(field.name);
      // Browsers send line breaks as CR LF, whatever was there before.
      const text = typed.join(';').replaceAll('\r\n', '\n');
      const value = field.type === 'boolean' ? typed.length > 0 : text;
      values[field.name] = value;
      if (value !== (current[field.name] ?? (field.type === 'boolean' ? false : '')))
        changes[field.name] = value;
    }
  }
  return { values, changes };
}

import { html } from 'hono/html';
import type { SObject } from '../metadata/schema.ts';
import type { ApiError } from '../records/api-fault.ts';
import type { Row } from '../records/row.ts';
import { type Html, orgPage } from './layout.ts';
import { nameOf, type Viewer } from './page-context.ts';
import { renderErrors } from './record-form.ts';

type Choice = { name: string; value: string; label: string; isChosen: boolean };

function renderChoice({ name, value, label, isChosen }: Choice): Html {
  return html`<label class="check"><input type="radio" name="${name}" value="${value}" ${isChosen ? 'checked' : ''}> ${label}</label>`;
}

/** Existing records a lead would become: accounts of the same name, contacts with the same e-mail. */
function findTargets(viewer: Viewer, lead: Row): { accounts: Row[]; contacts: Row[] } {
  const { org } = viewer;
  const company = String(lead.Company ?? '').toLowerCase();
  const accounts = [...org.tableOf('Account').rows()].filter(
    (row) => !row.IsDeleted && String(row.Name).toLowerCase() === company,
  );
  const contacts = typeof lead.Email === 'string' ? org.tableOf('Contact').find('Email', lead.Email) : [];
  return { accounts, contacts: contacts.filter((row) => !row.IsDeleted) };
}

export function renderConvert(viewer: Viewer, object: SObject, lead: Row, errors: ApiError[]): Html {
  const { accounts, contacts } = findTargets(viewer, lead);
  const contactObject = viewer.org.schema.object('Contact');
  const existing = (name: string, row: Row, label: string, order: number): Html =>
    renderChoice({ name, value: row.Id, label: `Choose existing: ${label}`, isChosen: order === 0 });
  const content = html`${renderErrors(errors)}
<form class="card" method="post">
<h1>Convert ${nameOf(object, lead)}</h1>
<p class="soft">The lead becomes read-only. An existing contact keeps its values; only its blank fields are filled.</p>
<fieldset><legend>Account</legend>
${renderChoice({ name: 'accountId', value: '', label: `Create new: ${lead.Company}`, isChosen: accounts.length === 0 })}
${accounts.map((row, order) => existing('accountId', row, String(row.Name), order))}</fieldset>
<fieldset><legend>Contact</legend>
${renderChoice({ name: 'contactId', value: '', label: `Create new: ${nameOf(object, lead)}`, isChosen: contacts.length === 0 })}
${contacts.map((row, order) => existing('contactId', row, `${contactObject ? nameOf(contactObject, row) : row.Id}, ${row.Email}`, order))}</fieldset>
<fieldset><legend>Opportunity</legend>
<label class="check"><input type="checkbox" name="createsOpportunity" value="true" checked> Create an opportunity</label></fieldset>
<div class="sticky row"><button class="primary">Convert</button>
<a class="button" href="/lightning/r/Lead/${lead.Id}/view">Cancel</a></div>
</form>`;
  return orgPage({ title: `Convert ${nameOf(object, lead)}`, viewer, active: 'Leads', content });
}

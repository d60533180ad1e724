import { html } from 'hono/html';
import type { World } from '../world/world.ts';
import { type Html, orgPage } from './layout.ts';
import type { Viewer } from './page-context.ts';

/** Where a person starts: what there is, and whose eyes to look through. */
export function renderStart(world: World, viewer: Viewer): Html {
  const { org, user } = viewer;
  const count = (name: string): string =>
    [...org.tableOf(name).rows()].filter((row) => !row.IsDeleted).length.toLocaleString('en');
  const link = (name: string, plural: string): Html =>
    html`<a class="card tile" href="/lightning/o/${name}/list"><strong>${count(name)}</strong> ${plural}</a>`;
  const content = html`<section class="card stack"><h1>${org.name}</h1>
<p>This is a local stand-in for Salesforce. Apps connect to it as they would to the real one; you can look at what they wrote, and change records yourself.</p>
<p class="soft">API requests, last 24 hours: ${org.usage.used().toLocaleString('en')} of ${org.usage.limit().toLocaleString('en')}</p></section>
<nav class="tiles" aria-label="Records">${link('Lead', 'leads')}${link('Contact', 'contacts')}${link('Account', 'accounts')}</nav>
<form class="card stack" method="post" action="/switch-user">
<h2>Look at it as</h2>
<div><label for="username">User</label>
<select id="username" name="username">${world
    .orgs()
    .map(
      (other) =>
        html`<optgroup label="${other.name}">${[...other.tableOf('User').rows()]
          .filter((candidate) => candidate.IsActive !== false)
          .map(
            (candidate) =>
              html`<option value="${candidate.Username}" ${candidate === user ? 'selected' : ''}>${candidate.FirstName} ${candidate.LastName}, ${candidate.Title}</option>`,
          )}</optgroup>`,
    )}</select></div>
<div><button>Switch</button></div>
</form>`;
  return orgPage({ title: org.name, viewer, active: '', content });
}

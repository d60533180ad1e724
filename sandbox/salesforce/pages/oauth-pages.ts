import { html } from 'hono/html';
import { scopeWords } from '../oauth/authorize-request.ts';
import type { AuthorizeRequest, OAuthClient } from '../oauth/oauth-store.ts';
import type { Row } from '../records/row.ts';
import type { Org } from '../world/org.ts';
import type { World } from '../world/world.ts';
import { cardPage, type Html } from './layout.ts';

const nameOf = (user: Row): string => `${user.FirstName ?? ''} ${user.LastName ?? ''}`.trim();

type LoginPage = { world: World; query: string; username: string; appName: string; problem?: string };

/** Choose a person of one of the orgs, or type a username. There are no passwords here. */
export function renderLogin({ world, query, username, appName, problem }: LoginPage): Html {
  const people = world
    .orgs()
    .flatMap((org) =>
      [...org.tableOf('User').rows()].flatMap((user) => (user.IsActive === false ? [] : [{ org, user }])),
    );
  return cardPage(
    'Log in',
    html`<h1>Log in to Salesforce</h1>
<p class="soft">${appName} wants to connect. Choose who you are.</p>
${problem ? html`<p class="alert" role="alert">${problem}</p>` : ''}
<form method="post" action="/login" class="stack">
<input type="hidden" name="authorize" value="${query}">
${people.map(
  ({ org, user }) => html`<button class="person" name="username" value="${user.Username}">
<strong>${nameOf(user)}</strong> <span class="badge">${org.name}</span>
<small>${user.Title}${user.$isAdmin ? ' · administrator' : ''}</small>
<small>${user.Username}</small>
</button>`,
)}
</form>
<form method="post" action="/login" class="stack" style="margin-top:1.5rem">
<input type="hidden" name="authorize" value="${query}">
<div><label for="username">Username</label>
<input id="username" name="username" autocomplete="username" required value="${username}"></div>
<button class="primary">Log In</button>
</form>`,
  );
}

type ApprovalPage = { request: AuthorizeRequest; client: OAuthClient; org: Org; user: Row; source: string };

export function renderApproval({ request, client, org, user, source }: ApprovalPage): Html {
  return cardPage(
    'Allow Access?',
    html`<h1>Allow Access?</h1>
<p>${client.name} is asking to:</p>
<ul class="scopes">${request.scopes.map((scope) => html`<li>${scopeWords[scope]} <span class="soft">(${scope})</span></li>`)}</ul>
<p>Do you want to allow access for <strong>${user.Username}</strong> of <strong>${org.name}</strong>?</p>
<form method="post" class="row">
<input type="hidden" name="source" value="${source}">
<button class="primary" name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>
<p class="soft">To revoke access at any time, go to your personal settings.</p>`,
  );
}

export function renderOAuthError(error: string, description: string): Html {
  return cardPage(
    'OAuth Error',
    html`<h1>OAuth Error</h1>
<p>We can't authorize you because of an OAuth error. For more information, contact your Salesforce administrator.</p>
<p class="alert" role="alert"><strong>${error}</strong> : ${description}</p>`,
  );
}

export function renderNotFound(): Html {
  return cardPage(
    'Page not found',
    html`<h1>This page isn't here</h1><p><a href="/">Go to the start page</a></p>`,
  );
}

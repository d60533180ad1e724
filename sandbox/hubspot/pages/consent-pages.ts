import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import scopeTexts from '#sandbox/hubspot/data/scopes.json' with { type: 'json' };
import {
  type AuthorizationRequest,
  denyAuthorization,
  grantAuthorization,
  readAuthorizationRequest,
} from '#sandbox/hubspot/oauth/authorization.ts';
import type { Portal, PortalUser } from '#sandbox/hubspot/portal.ts';
import type { World } from '#sandbox/hubspot/world.ts';
import { type Html, renderCard } from './layout.ts';

/** `/oauth/authorize`: where a person chooses the account and connects the app, or does not. */
export function createConsentPages(world: World): Hono {
  const app = new Hono();
  for (const path of ['/oauth/authorize', '/oauth/:portalId{[0-9]+}/authorize']) {
    app.get(path, (c) => {
      const read = readAuthorizationRequest(world, new URL(c.req.url).searchParams, c.req.param('portalId'));
      return 'problem' in read
        ? c.html(renderProblem(read.problem), 400)
        : c.html(renderConsent(read.request));
    });
    // The link is checked again: what the form says is not to be trusted any more than the address.
    app.post(path, async (c) => {
      const read = readAuthorizationRequest(world, new URL(c.req.url).searchParams, c.req.param('portalId'));
      if ('problem' in read) return c.html(renderProblem(read.problem), 400);
      const form = new URLSearchParams(await c.req.text());
      if (form.get('decision') !== 'connect') return c.redirect(denyAuthorization(read.request));
      const chosen = findChoice(read.request, form);
      if (!chosen) return c.html(renderProblem('Choose the account to connect the app to.'), 400);
      return c.redirect(grantAuthorization(world, read.request, chosen.portal, chosen.user));
    });
  }
  return app;
}

interface Choice {
  portal: Portal;
  user: PortalUser;
}

function choicesOf({ portals }: AuthorizationRequest): Choice[] {
  return portals.flatMap((portal) => portal.profile.users.map((user) => ({ portal, user })));
}

/** Who connects which account. A script may name the account alone: its first user then connects it. */
function findChoice(request: AuthorizationRequest, form: URLSearchParams): Choice | undefined {
  const userId = form.get('userId');
  return choicesOf(request).find(({ portal, user }) =>
    userId === null ? String(portal.portalId) === form.get('portalId') : String(user.userId) === userId,
  );
}

function renderConsent(request: AuthorizationRequest): Html {
  const { app, scopes } = request;
  const texts: Record<string, string> = scopeTexts;
  return renderCard(
    `Connect ${app.name} to HubSpot`,
    html`<h1>Connect ${app.name} to HubSpot</h1>
<p class="subtle">The app is asking for access to a HubSpot account. Connect only apps you trust.</p>
<form method="post">
<fieldset><legend>Choose an account</legend>
${choicesOf(request).map((choice, index) => renderChoice(choice, index === 0))}
</fieldset>
<h2>${app.name} will be able to</h2>
<ul class="scopes" aria-label="Permissions">
${scopes.map((scope) => html`<li title="${scope}">${texts[scope] ?? scope}</li>`)}
</ul>
<div class="buttons">
<button class="primary" name="decision" value="connect">Connect app</button>
<button name="decision" value="cancel">Cancel</button>
</div>
</form>`,
  );
}

function renderChoice({ portal: { portalId, profile }, user }: Choice, isChosen: boolean): Html {
  return html`<label class="choice account-card">
<input type="radio" name="userId" value="${user.userId}" ${isChosen ? raw('checked') : ''}>
<span><strong>${profile.name}</strong><br><span class="subtle">Account ${portalId} · signed in as ${user.email}</span></span>
</label>`;
}

function renderProblem(problem: string): Html {
  return renderCard(
    "The app couldn't be connected",
    html`<h1>The app couldn't be connected</h1>
<div class="notice error" role="alert"><p>${problem}</p></div>
<p class="subtle">Ask the developer of the app for a correct installation link.</p>`,
  );
}

import type { Hono } from 'hono';
import { renderApproval, renderLogin, renderOAuthError } from '../pages/oauth-pages.ts';
import type { Row } from '../records/row.ts';
import type { Org } from '../world/org.ts';
import type { World } from '../world/world.ts';
import { type AuthorizeOutcome, readAuthorizeRequest, redirectTo } from './authorize-request.ts';
import type { AuthorizeRequest, OAuthClient, OAuthStore } from './oauth-store.ts';

type PendingApproval = { request: AuthorizeRequest; client: OAuthClient; org: Org; user: Row };

const approvalPath = '/setup/secur/RemoteAccessAuthorizationPage.apexp';

/** The pages of the web-server flow: log in, then allow or deny. */
export function addAuthorizeRoutes(
  app: Hono,
  world: World,
  store: OAuthStore,
  clients: readonly OAuthClient[],
): { forget(): void } {
  const pending = new Map<string, PendingApproval>();

  const check = (query: string): AuthorizeOutcome =>
    readAuthorizeRequest(new URLSearchParams(query), clients, store.settings.requiresPkce);

  app.get('/services/oauth2/authorize', (c) => {
    const query = new URL(c.req.url).search.slice(1);
    const outcome = check(query);
    if (outcome.kind === 'redirect') return c.redirect(outcome.location, 302);
    if (outcome.kind === 'page') return c.html(renderOAuthError(outcome.error, outcome.description), 400);
    const hint = new URLSearchParams(query).get('login_hint') ?? '';
    return c.html(renderLogin({ world, query, username: hint, appName: outcome.client.name }));
  });

  app.post('/login', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const query = form.get('authorize') ?? '';
    const outcome = check(query);
    if (outcome.kind === 'redirect') return c.redirect(outcome.location, 302);
    if (outcome.kind === 'page') return c.html(renderOAuthError(outcome.error, outcome.description), 400);
    const username = form.get('username') ?? '';
    const login = world.findLogin(username);
    if (!login || login.user.IsActive === false) {
      const problem = login
        ? 'This user has been deactivated. Ask your Salesforce administrator.'
        : 'Please check your username. If you still cannot log in, contact your Salesforce administrator.';
      return c.html(renderLogin({ world, query, username, problem, appName: outcome.client.name }), 200);
    }
    const source = world.random.hex(32);
    pending.set(source, { ...outcome, ...login });
    return c.redirect(`${approvalPath}?source=${source}`, 303);
  });

  app.get(approvalPath, (c) => {
    const source = c.req.query('source') ?? '';
    const approval = pending.get(source);
    if (!approval)
      return c.html(renderOAuthError('invalid_request', 'this page has expired, start again'), 400);
    return c.html(renderApproval({ ...approval, source }));
  });

  app.post(approvalPath, async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const source = form.get('source') ?? '';
    const approval = pending.get(source);
    pending.delete(source);
    if (!approval)
      return c.html(renderOAuthError('invalid_request', 'this page has expired, start again'), 400);
    const { request, org, user } = approval;
    if (form.get('decision') !== 'allow') {
      const answer = {
        error: 'access_denied',
        error_description: 'end-user denied authorization',
        state: request.state,
      };
      return c.redirect(redirectTo(request.redirectUri, answer), 302);
    }
    const code = store.issueCode(request, org.orgId, user.Id);
    return c.redirect(redirectTo(request.redirectUri, { code, state: request.state }), 302);
  });

  return { forget: () => pending.clear() };
}

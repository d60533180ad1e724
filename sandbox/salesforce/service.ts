import type { Clock } from '#sandbox/kernel/clock.ts';
import type { Random } from '#sandbox/kernel/random.ts';
import { createService } from '#sandbox/kernel/service.ts';
import { createLongTransactions } from './acting/long-transactions.ts';
import { actAs, findPerson, type UserActions } from './acting/user-actions.ts';
import { addSalesforceControls } from './control-routes.ts';
import { addAuthorizeRoutes } from './oauth/authorize-routes.ts';
import { createIdTokens } from './oauth/id-token.ts';
import { addIdentityRoutes } from './oauth/identity-routes.ts';
import { createOAuthStore, type OAuthClient, type OAuthState } from './oauth/oauth-store.ts';
import { addTokenRoutes } from './oauth/token-routes.ts';
import { renderNotFound } from './pages/oauth-pages.ts';
import { addPageRoutes } from './pages/page-routes.ts';
import { notFound } from './records/api-fault.ts';
import { errorAnswer } from './rest/error-answer.ts';
import { createRestApp, foldSlashes } from './rest/rest-app.ts';
import { furnishOrg } from './world/furnish-org.ts';
import { loadScenario } from './world/load-scenario.ts';
import { createWorld } from './world/world.ts';
import { exportWorld, importWorld, type WorldState } from './world/world-state.ts';

export type SalesforceOptions = {
  clock: Clock;
  random: Random;
  /** The address under which clients reach this server; asked late, because a free port is known only then. */
  baseUrl: () => string;
  redirectUris?: string[];
  clientId?: string;
  clientSecret?: string;
};

const defaultRedirectUris = ['http://localhost:3000', 'http://127.0.0.1:3000'].map(
  (origin) => `${origin}/api/salesforce/callback`,
);

function clientsOf(options: SalesforceOptions): OAuthClient[] {
  return [
    {
      clientId: options.clientId ?? process.env.SALESFORCE_CLIENT_ID ?? 'sluice-sandbox-client',
      clientSecret: options.clientSecret ?? process.env.SALESFORCE_CLIENT_SECRET ?? 'sluice-sandbox-secret',
      name: 'Sluice',
      redirectUris: options.redirectUris ?? defaultRedirectUris,
    },
    // The public client of Salesforce's own command line.
    {
      clientId: 'PlatformCLI',
      clientSecret: null,
      name: 'Salesforce CLI',
      redirectUris: ['http://localhost:1717/OauthRedirect'],
    },
  ];
}

export type SalesforceState = {
  world: WorldState;
  oauth: OAuthState;
};

/** The local Salesforce: OAuth, REST, pages and controls over two orgs in memory. */
export function createSalesforceService(options: SalesforceOptions) {
  const { clock, random, baseUrl } = options;
  const service = createService({ name: 'salesforce', clock, random });
  // Hono reads this property on every request; the kernel's app was built with the default.
  Object.assign(service.app, { getPath: foldSlashes });

  const clients = clientsOf(options);
  const store = createOAuthStore(clock, random);
  const world = createWorld({
    clock,
    random,
    furnish: furnishOrg,
    // Only programs count: what a person does on the pages is not a write of the product.
    onChange(_, { channel, objectName, recordId }) {
      if (channel === 'api') service.counters.recordWrite('salesforce', objectName, recordId);
    },
  });

  const authorize = addAuthorizeRoutes(service.app, world, store, clients);
  const idTokens = createIdTokens();
  service.app.get('/id/keys', (c) => c.json(idTokens.keys()));
  addTokenRoutes(service.app, { world, store, clients, baseUrl, idTokens });
  addIdentityRoutes(service.app, world, store, baseUrl);
  const transactions = createLongTransactions(world);
  addSalesforceControls(service, world, store, transactions);
  addPageRoutes(service.app, world);
  service.app.route('/', createRestApp(world, store));
  service.app.notFound((c) =>
    c.req.path.startsWith('/services/') ? errorAnswer(404, notFound().errors) : c.html(renderNotFound(), 404),
  );

  service.onReset(() => {
    world.reset();
    store.reset();
    authorize.forget();
  });
  service.onScenario((name) => loadScenario(world, name));

  return {
    service,
    app: service.app,
    world,
    loadScenario: service.loadScenario,
    /** The hands of a person, by username; without one those of the first administrator. */
    asUser: (username?: string): UserActions => actAs(world, findPerson(world, { username })),
    transactions,
    /** Plain data for v8.serialize: the records, settings, grants and sessions of both orgs. */
    exportState: (): SalesforceState => ({ world: exportWorld(world), oauth: store.exportState() }),
    importState(state: SalesforceState): void {
      importWorld(world, state.world);
      store.importState(state.oauth);
    },
  };
}

import type { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { getPathNoStrict } from 'hono/utils/url';
import { advanceInSteps, type Clock } from '#sandbox/kernel/clock.ts';
import type { Random } from '#sandbox/kernel/random.ts';
import { createService, type Service } from '#sandbox/kernel/service.ts';
import { createAccountInfoRoutes, createExternalInstallRoutes } from './account/account-routes.ts';
import { describeTrouble, HubspotError, objectNotFound } from './api/errors.ts';
import { type App, createApp } from './apps.ts';
import { createAssociationRoutes } from './contacts/association-routes.ts';
import { createContactRoutes } from './contacts/contact-routes.ts';
import { addHubspotControlRoutes } from './control-routes.ts';
import {
  createJournalFileRoute,
  createJournalRoutes,
  createJournalSubscriptionRoutes,
} from './journal/journal-routes.ts';
import { createListRoutes, createNewListRoutes } from './lists/list-routes.ts';
import { createLegacyInformationRoutes, createPrivateAppRoute } from './oauth/introspection.ts';
import { createLegacyTokenRoute, createTokenRoutes } from './oauth/token-routes.ts';
import { createOwnerRoutes } from './owners/owner-routes.ts';
import { createPages } from './pages/pages.ts';
import { createPropertyRoutes } from './properties/property-routes.ts';
import { loadScenario } from './scenarios.ts';
import { addWebhookControlRoutes } from './webhooks/webhook-control-routes.ts';
import type { WebhookSettings } from './webhooks/webhook-sender.ts';
import type { WebhookTransport } from './webhooks/webhook-transport.ts';
import { createWorld, resetWorld, type World } from './world.ts';
import { exportWorld, importWorld, type WorldState } from './world-state.ts';

export interface HubspotOptions {
  clock: Clock;
  random: Random;
  /** Where the server is reached, for the links it hands out; asked late because the port may be chosen late. */
  baseUrl: () => string;
  /** What the registered app differs in from the default one. */
  app?: Partial<App>;
  /** Where events are pushed to, and which; nowhere by default. */
  webhooks?: Partial<WebhookSettings>;
  /** How events are pushed; over the network by default. */
  webhookTransport?: WebhookTransport;
}

export interface HubspotService extends Service {
  world: World;
  /** Everything that must survive a restart, fit for `v8.serialize`. */
  exportState(): WorldState;
  importState(state: unknown): void;
  /** Lets time pass step by step, each step waiting until the deliveries under way are answered. */
  advance(ms: number): Promise<void>;
}

/** The versions whose answers are alike; `v3` is the one the npm client still calls. */
const DATED = ['2026-09', '2026-03'];
const CONTACT_NAMES = ['contacts', 'contact', '0-1'];

/** The HubSpot server: `app.fetch` answers, `world` is what it knows. Loads nothing: call `loadScenario`. */
export function createHubspotService(options: HubspotOptions): HubspotService {
  const { clock, random, baseUrl } = options;
  const correlations = random.fork('correlation');
  const service = createService({
    name: 'hubspot',
    clock,
    random,
    describeTrouble: (status) => describeTrouble(status, correlations.uuid()),
  });
  // HubSpot serves `/crm/v3/owners` and `/crm/v3/owners/` alike; Hono reads this property on every request.
  Object.assign(service.app, { getPath: getPathNoStrict });
  const world = createWorld({
    clock,
    random,
    counters: service.counters,
    apps: [createApp(options.app ?? {})],
    baseUrl,
    ...(options.webhooks && { webhooks: options.webhooks }),
    ...(options.webhookTransport && { webhookTransport: options.webhookTransport }),
  });
  service.onReset(() => resetWorld(world));
  service.onScenario((name) => loadScenario(world, name));
  addHubspotControlRoutes(world, service.app);
  addWebhookControlRoutes(world, service.app);
  answerErrors(correlations, service.app);
  mountApi(world, service.app);
  service.app.route('/', createPages(world));
  return {
    ...service,
    world,
    exportState: () => exportWorld(world),
    importState: (state) => importWorld(world, state as WorldState),
    advance: (ms) => advanceInSteps(clock, ms, () => world.webhooks.settled()),
  };
}

function mountApi(world: World, app: Hono): void {
  const tokens = createTokenRoutes(world);
  const owners = createOwnerRoutes(world);
  const lists = createListRoutes(world);
  const contacts = createContactRoutes(world);
  const properties = createPropertyRoutes(world);
  const associations = createAssociationRoutes(world);
  const accountInfo = createAccountInfoRoutes(world);
  const externalInstall = createExternalInstallRoutes(world);
  for (const version of [...DATED, 'v3']) {
    const area = (name: string): string => (version === 'v3' ? `/crm/v3/${name}` : `/crm/${name}/${version}`);
    app.route(`/oauth/${version}`, tokens);
    app.route(area('owners'), owners);
    app.route(area('lists'), lists);
    app.route(`/account-info/${version}`, accountInfo);
    app.route(`/appinstalls/${version}`, externalInstall);
    for (const name of CONTACT_NAMES) {
      app.route(`${area('objects')}/${name}`, contacts);
      app.route(`${area('objects').replace('/v3/', '/v4/')}/${name}`, associations);
      app.route(`${area('properties')}/${name}`, properties);
    }
  }
  const journal = createJournalRoutes(world);
  const journalSubscriptions = createJournalSubscriptionRoutes(world);
  for (const version of DATED) {
    app.route(`/webhooks-journal/journal/${version}`, journal);
    app.route(`/webhooks-journal/journal-local/${version}`, journal);
    app.route(`/webhooks-journal/subscriptions/${version}`, journalSubscriptions);
  }
  app.route('/journal-files', createJournalFileRoute(world));
  app.route('/crm/lists/2026-09', createNewListRoutes(world));
  app.route('/oauth/v1', createLegacyTokenRoute(world));
  app.route('/oauth/v1', createLegacyInformationRoutes(world));
  app.route('/oauth/v2/private-apps', createPrivateAppRoute(world));
}

/** One place turns whatever was thrown into HubSpot's error body. */
function answerErrors(correlations: Random, app: Hono): void {
  app.use('*', async (c, next) => {
    await next();
    if (!c.req.path.startsWith('/_control')) c.header('X-HubSpot-Correlation-Id', correlations.uuid());
  });
  app.onError((error, c) => {
    const known = error instanceof HubspotError ? error : undefined;
    if (!known && !(error instanceof HTTPException)) {
      process.stderr.write(
        `hubspot sandbox: ${c.req.method} ${c.req.path}: ${error.stack ?? error.message}\n`,
      );
    }
    const body = known?.body ?? { status: 'error', message: 'internal error', category: 'INTERNAL_ERROR' };
    return new Response(JSON.stringify({ ...body, correlationId: correlations.uuid() }), {
      status: known?.httpStatus ?? 500,
      headers: { 'content-type': 'application/json;charset=utf-8', ...rateLimitHeaders(c.res.headers) },
    });
  });
  app.notFound((c) => {
    const { body } = objectNotFound('resource not found');
    return c.json({ ...body, correlationId: correlations.uuid() }, 404);
  });
}

function rateLimitHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-hubspot-ratelimit')));
}

import { createHmac } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { type AppCall, appEndpoint } from '#sandbox/hubspot/api/app-endpoint.ts';
import { readJson } from '#sandbox/hubspot/api/endpoint.ts';
import { HubspotError, missingScopes, objectNotFound, validationError } from '#sandbox/hubspot/api/errors.ts';
import type { World } from '#sandbox/hubspot/world.ts';
import type { JournalFile } from './journal.ts';
import {
  type AccountSubscription,
  journalSubscriptionSchema,
  scopeOfSubscription,
  showSubscription,
} from './journal-subscriptions.ts';

const READ = 'developer.webhooks_journal.read';
const READ_SUBSCRIPTIONS = 'developer.webhooks_journal.subscriptions.read';
const WRITE_SUBSCRIPTIONS = 'developer.webhooks_journal.subscriptions.write';
const LINK_LIFE_MS = 5 * 60_000;
const MOST_FILES = 100;

/** `/webhooks-journal/{journal|journal-local}/{version}`: exempt from every rate limit. */
export function createJournalRoutes(world: World): Hono {
  const app = new Hono();
  const get = (path: string, choose: (call: AppCall, files: JournalFile[]) => JournalFile | undefined) =>
    app.get(
      path,
      appEndpoint(world, READ, (call) => answerFile(call, choose(call, filesOf(call)))),
    );
  get('/earliest', (_, files) => files[0]);
  get('/latest', (_, files) => files.at(-1));
  get('/offset/:offset/next', (call, files) => after(call, files)[0]);
  app.get(
    '/batch/earliest/:count',
    appEndpoint(world, READ, (call) => answerFiles(call, filesOf(call))),
  );
  app.get(
    '/batch/:offset/next/:count',
    appEndpoint(world, READ, (call) => answerFiles(call, after(call, filesOf(call)))),
  );
  return app;
}

/** `/webhooks-journal/subscriptions/{version}` */
export function createJournalSubscriptionRoutes(world: World): Hono {
  const app = new Hono();
  app.get('/', appEndpoint(world, READ_SUBSCRIPTIONS, listSubscriptions));
  app.post('/', appEndpoint(world, WRITE_SUBSCRIPTIONS, subscribe));
  app.delete('/portals/:portalId', appEndpoint(world, WRITE_SUBSCRIPTIONS, unsubscribePortal));
  app.delete('/:subscriptionId', appEndpoint(world, WRITE_SUBSCRIPTIONS, unsubscribe));
  return app;
}

/** The files themselves, behind links that carry their own permission. */
export function createJournalFileRoute(world: World): Hono {
  const app = new Hono();
  app.get('/:offset', (c) => {
    const offset = c.req.param('offset');
    const expires = c.req.query('expires') ?? '';
    const isSigned = c.req.query('signature') === signLink(offset, expires);
    if (!isSigned || Number(expires) <= world.clock.now()) return c.text('Access denied', 403);
    const file = world.journal.find(offset);
    if (!file) return c.text('No such file', 404);
    const { events, publishedAt } = file;
    return c.json({ offset, journalEvents: events, publishedAt: new Date(publishedAt).toISOString() });
  });
  return app;
}

const filesOf = ({ world, app }: AppCall): JournalFile[] => world.journal.files(app.appId);

/** Files behind the offset. An offset that is older than the journal is gone, and the client has missed something. */
function after({ c }: AppCall, files: JournalFile[]): JournalFile[] {
  const offset = c.req.param('offset') ?? '';
  const place = files.findIndex((file) => file.offset === offset);
  if (place === -1) throw objectNotFound(`No journal entry with offset ${offset}.`);
  return files.slice(place + 1);
}

function answerFile({ c, world }: AppCall, file: JournalFile | undefined): Response {
  return file ? c.json(showFile(world, file)) : c.body(null, 204);
}

function answerFiles({ c, world }: AppCall, files: JournalFile[]): Response {
  const count = Number(c.req.param('count'));
  if (!Number.isInteger(count) || count < 1 || count > MOST_FILES) {
    throw validationError(`count must be between 1 and ${MOST_FILES}.`);
  }
  if (files.length === 0) return c.body(null, 204);
  return c.json({ results: files.slice(0, count).map((file) => showFile(world, file)) });
}

function showFile({ baseUrl, clock }: World, { offset }: JournalFile) {
  const expires = clock.now() + LINK_LIFE_MS;
  const query = new URLSearchParams({
    expires: String(expires),
    signature: signLink(offset, String(expires)),
  });
  return {
    url: `${baseUrl()}/journal-files/${offset}?${query}`,
    expiresAt: new Date(expires).toISOString(),
    currentOffset: offset,
  };
}

const signLink = (offset: string, expires: string): string =>
  createHmac('sha256', 'journal').update(`${offset}/${expires}`).digest('hex');

function listSubscriptions({ c, world, app }: AppCall): Response {
  const own = [...world.journal.subscriptions.values()].filter(({ appId }) => appId === app.appId);
  return c.json({ results: own.map(showSubscription) });
}

async function subscribe({ c, world, app }: AppCall): Promise<Response> {
  const parsed = journalSubscriptionSchema.safeParse(await readJson(c));
  if (!parsed.success) {
    throw validationError(`Invalid input JSON on line 1, column 1: ${parsed.error.issues[0]?.message}`);
  }
  if ('portalId' in parsed.data) requireAccess({ world, app }, parsed.data);
  return c.json(showSubscription(world.journal.subscribe(app.appId, parsed.data)), 201);
}

/** The app must be in the account, with the scope for what it wants to hear of. */
function requireAccess(
  { world, app }: Pick<AppCall, 'world' | 'app'>,
  { portalId, subscriptionType }: AccountSubscription,
): void {
  if (!world.grants.isInstalled(app.appId, portalId)) {
    throw new HubspotError(403, {
      message: `App ${app.appId} is not installed in portal ${portalId}.`,
      category: 'FORBIDDEN',
    });
  }
  const scope = scopeOfSubscription[subscriptionType];
  if (!world.grants.grantedScopes(app.appId, portalId).has(scope)) throw missingScopes([scope]);
}

function unsubscribe({ c, world, app }: AppCall): Response {
  const subscription = world.journal.subscriptions.get(Number(c.req.param('subscriptionId')));
  if (subscription?.appId !== app.appId) throw objectNotFound('No such subscription.');
  world.journal.subscriptions.delete(subscription.subscriptionId);
  return c.body(null, 204);
}

function unsubscribePortal({ c, world, app }: AppCall): Response {
  for (const subscription of [...world.journal.subscriptions.values()]) {
    const isOfPortal = 'portalId' in subscription && subscription.portalId === portalOf(c);
    if (subscription.appId === app.appId && isOfPortal)
      world.journal.subscriptions.delete(subscription.subscriptionId);
  }
  return c.body(null, 204);
}

const portalOf = (c: Context): number => Number(c.req.param('portalId'));

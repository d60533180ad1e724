import { Hono, type MiddlewareHandler } from 'hono';
import { addIngestJobRoutes } from '../bulk/ingest-job-routes.ts';
import { addQueryJobRoutes } from '../bulk/query-job-routes.ts';
import { readAccessToken } from '../oauth/identity-routes.ts';
import type { OAuthStore } from '../oauth/oauth-store.ts';
import { ApiFault, fault, notFound } from '../records/api-fault.ts';
import type { World } from '../world/world.ts';
import { addCollectionRoutes } from './collection-routes.ts';
import { addCompositeRoutes } from './composite-routes.ts';
import { errorAnswer } from './error-answer.ts';
import { addOrgRoutes } from './org-routes.ts';
import { addQueryRoutes } from './query-routes.ts';
import { addRecordRoutes } from './record-routes.ts';
import { addReplicationRoutes } from './replication-routes.ts';
import type { Caller, RestContext, RestEnv } from './rest-context.ts';
import { addSearchRoutes } from './search-routes.ts';
import { addTreeRoutes } from './tree-routes.ts';
import { listVersions, resolveVersion } from './versions.ts';

const largestRequestHead = 16_384;

const sessionExpired = () => fault(401, 'INVALID_SESSION_ID', 'Session expired or invalid');

/** Salesforce folds double and trailing slashes, so routing must never see them. */
export function foldSlashes(request: Request): string {
  const path = new URL(request.url).pathname.replace(/\/{2,}/g, '/');
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

/** URI and headers together may be 16,384 bytes: too long an address is 414, too much header 431. */
function refuseLargeHead(c: RestContext): void {
  const address = c.req.url.length - new URL(c.req.url).origin.length;
  if (address > largestRequestHead)
    throw fault(414, 'URI_TOO_LONG', 'The length of the URI exceeds 16,384 bytes.');
  let size = address;
  for (const [name, value] of c.req.raw.headers) size += name.length + value.length + 4;
  if (size <= largestRequestHead) return;
  throw fault(
    431,
    'REQUEST_HEADER_FIELDS_TOO_LARGE',
    'The combined length of the URI and headers exceeds 16,384 bytes.',
  );
}

function findCaller(c: RestContext, world: World, store: OAuthStore): Omit<Caller, 'version'> {
  const header = c.req.header('authorization');
  if (header !== undefined && !/^(Bearer|OAuth)\s+\S/i.test(header)) {
    throw fault(401, 'INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE');
  }
  const token = readAccessToken(c);
  const grant = token === undefined ? undefined : store.touchSession(token);
  const org = grant && world.org(grant.orgId);
  const user = grant && org?.tableOf('User').get(grant.userId);
  if (!grant || !org || !user || user.IsActive === false) throw sessionExpired();
  const hasScope = grant.scopes.includes('api') || grant.scopes.includes('full');
  if (!hasScope || org.isAppBlocked) {
    throw fault(401, 'INVALID_SESSION_ID', 'This session is not valid for use with the REST API');
  }
  return { org, user };
}

/** Before every resource: size, session, org switch, the day's allowance, version. After it: the usage header. */
function guard(world: World, store: OAuthStore): MiddlewareHandler<RestEnv> {
  return async (c, next) => {
    refuseLargeHead(c);
    const { parent } = c.env ?? {};
    const { org, user } = parent?.caller ?? findCaller(c, world, store);
    if (org.isApiDisabled) {
      throw fault(403, 'API_DISABLED_FOR_ORG', 'The REST API is not enabled for this Organization.');
    }
    const isAllowed = parent?.isCounted === true || org.usage.count();
    c.header('Sforce-Limit-Info', `api-usage=${org.usage.used()}/${org.usage.limit()}`);
    if (!isAllowed) throw fault(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
    if (org.hasTooManyLongRequests) {
      throw fault(403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentPerOrgLongTxn Limit exceeded.');
    }
    const version = resolveVersion(c.req.param('version') ?? '');
    if (!version) throw notFound();
    org.purgeRecycleBin();
    c.set('caller', { org, user, version });
    await next();
    c.res.headers.set('Sforce-Limit-Info', `api-usage=${org.usage.used()}/${org.usage.limit()}`);
  };
}

/** Everything under /services/data. */
export function createRestApp(world: World, store: OAuthStore): Hono<RestEnv> {
  const app = new Hono<RestEnv>({ getPath: foldSlashes });
  app.onError((error, c) => {
    const headers: Record<string, string> = {};
    const usage = c.res.headers.get('Sforce-Limit-Info');
    if (usage) headers['Sforce-Limit-Info'] = usage;
    if (error instanceof ApiFault) return errorAnswer(error.status, error.errors, headers);
    process.stderr.write(
      `salesforce sandbox: ${c.req.method} ${c.req.path}: ${error.stack ?? error.message}\n`,
    );
    const message = 'An unexpected error occurred. Please include this ErrorId if you contact support: 0 (0)';
    return errorAnswer(500, [{ code: 'UNKNOWN_EXCEPTION', message }], headers);
  });

  app.get('/services/data', (c) => c.json(listVersions()));
  app.use('/services/data/:version/*', guard(world, store));
  app.use('/services/data/:version', guard(world, store));
  addOrgRoutes(app);
  addQueryRoutes(app);
  addSearchRoutes(app);
  addCompositeRoutes(app, world);
  addTreeRoutes(app, world);
  addCollectionRoutes(app, world);
  addReplicationRoutes(app, world);
  addQueryJobRoutes(app, world);
  addIngestJobRoutes(app, world);
  addRecordRoutes(app, world);
  app.notFound(() => errorAnswer(404, notFound().errors));
  return app;
}

import type { Hono } from 'hono';
import { describeGlobalObject, describeObject } from '../metadata/describe.ts';
import type { SObject } from '../metadata/schema.ts';
import { fault } from '../records/api-fault.ts';
import { attributesOf } from '../soql/record-parts.ts';
import type { ApiUsage } from '../world/api-usage.ts';
import type { Org } from '../world/org.ts';
import { type RestContext, type RestEnv, requireObject, serve } from './rest-context.ts';

const resources = [
  'sobjects',
  'query',
  'queryAll',
  'limits',
  'composite',
  'search',
  'parameterizedSearch',
  'jobs',
  'recent',
  'tooling',
];

function readLimits(org: Org) {
  const fixed = (Max: number, Remaining = Max) => ({ Max, Remaining });
  const left = (usage: ApiUsage) => ({
    Max: usage.limit(),
    Remaining: Math.max(0, usage.limit() - usage.used()),
  });
  return {
    ConcurrentAsyncGetReportInstances: fixed(200),
    DailyApiRequests: left(org.usage),
    DailyAsyncApexExecutions: fixed(250_000),
    DailyBulkApiBatches: left(org.bulk.ingestBatches),
    DailyBulkV2QueryFileStorageMB: fixed(976_562),
    DailyBulkV2QueryJobs: left(org.bulk.queryJobs),
    DailyStreamingApiEvents: fixed(10_000),
    DataStorageMB: fixed(5_120, 5_000),
    FileStorageMB: fixed(5_120, 5_100),
    HourlyDashboardRefreshes: fixed(200),
    SingleEmail: fixed(5_000),
  };
}

/** Whether no object or field changed since the moment that `If-Modified-Since` names. */
function isUnchanged(c: RestContext): boolean {
  const since = Date.parse(c.req.header('if-modified-since') ?? '');
  return since >= Math.floor(c.get('caller').org.schemaChangedAt / 1000) * 1000;
}

function countLiving(org: Org, object: SObject): number {
  let count = 0;
  for (const row of org.table(object).rows()) if (row.IsDeleted !== true) count++;
  return count;
}

/** What describes the org: its resources, limits and objects. */
export function addOrgRoutes(app: Hono<RestEnv>): void {
  serve(app, '/services/data/:version', {
    get(c) {
      const { version, org } = c.get('caller');
      const identity = `${new URL(c.req.url).origin}/id/${org.orgId}/${c.get('caller').user.Id}`;
      const entries = resources.map((name) => [name, `/services/data/${version}/${name}`]);
      return c.json({ ...Object.fromEntries(entries), identity });
    },
  });

  serve(app, '/services/data/:version/limits', {
    get(c) {
      const { org, user } = c.get('caller');
      if (user.$isAdmin !== true) {
        throw fault(
          403,
          'INSUFFICIENT_ACCESS',
          'insufficient access rights on cross-reference id: View Setup and Configuration',
        );
      }
      return c.json(readLimits(org));
    },
  });

  serve(app, '/services/data/:version/limits/recordCount', {
    get(c) {
      const { org } = c.get('caller');
      const asked = c.req.query('sObjects')?.split(',') ?? org.schema.objects().map(({ name }) => name);
      const sObjects = asked.flatMap((name) => {
        const object = org.schema.object(name.trim());
        return object ? [{ count: countLiving(org, object), name: object.name }] : [];
      });
      return c.json({ sObjects });
    },
  });

  serve(app, '/services/data/:version/sobjects', {
    get(c) {
      const { org, version } = c.get('caller');
      if (isUnchanged(c)) return c.body(null, 304);
      c.header('Last-Modified', new Date(org.schemaChangedAt).toUTCString());
      const sobjects = org.schema.objects().map((object) => describeGlobalObject(object, version));
      return c.json({ encoding: 'UTF-8', maxBatchSize: 200, sobjects });
    },
  });

  serve(app, '/services/data/:version/sobjects/:object/describe', {
    get(c) {
      const { org, version } = c.get('caller');
      const object = requireObject(c, c.req.param('object') ?? '');
      if (isUnchanged(c)) return c.body(null, 304);
      c.header('Last-Modified', new Date(org.schemaChangedAt).toUTCString());
      return c.json(describeObject(object, org.schema, version));
    },
  });

  serve(app, '/services/data/:version/recent', {
    get(c) {
      const { org, version } = c.get('caller');
      const recent = [...org.changes.recent()].reverse().slice(0, 200);
      const seen = new Set<string>();
      const items = recent.flatMap(({ objectName, recordId, kind }) => {
        const object = org.schema.object(objectName);
        if (!object || kind === 'deleted' || seen.has(recordId)) return [];
        seen.add(recordId);
        return [{ attributes: attributesOf(object, recordId, version), Id: recordId }];
      });
      return c.json(items.slice(0, Number(c.req.query('limit') ?? 10)));
    },
  });
}

import { randomUUID } from 'node:crypto';
import { runsQuerySchema, startRunRequestSchema } from '#lib/contracts/runs.ts';
import { defineRoute } from '#lib/http/route.ts';
import { startRun } from '#lib/services/start-run.ts';
import { listRuns } from '#lib/services/view-run.ts';

export const GET = defineRoute({ access: 'viewer', query: runsQuerySchema }, (context, { query }) =>
  listRuns(context, query.before ?? null),
);

export const POST = defineRoute({ access: 'admin', body: startRunRequestSchema }, (context, { body }) =>
  startRun(context, randomUUID(), body),
);

import { randomUUID } from 'node:crypto';
import { startRunRequestSchema } from '#lib/contracts/runs.ts';
import { defineRoute } from '#lib/http/route.ts';
import { startRun } from '#lib/services/start-run.ts';
import { listRuns } from '#lib/services/view-run.ts';

export const GET = defineRoute({ access: 'viewer' }, async (context) => ({ runs: await listRuns(context) }));

export const POST = defineRoute({ access: 'admin', body: startRunRequestSchema }, (context, { body }) =>
  startRun(context, randomUUID(), body),
);

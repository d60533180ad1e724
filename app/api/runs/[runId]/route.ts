import { defineRoute } from '#lib/http/route.ts';
import { readRun } from '#lib/services/view-run.ts';

export const GET = defineRoute({ access: 'viewer' }, (context, { params }) =>
  readRun(context, params.runId ?? ''),
);

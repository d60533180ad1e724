import { changeRunStateRequestSchema } from '#lib/contracts/runs.ts';
import { defineRoute } from '#lib/http/route.ts';
import { changeRunState } from '#lib/services/resync.ts';

export const POST = defineRoute(
  { access: 'admin', body: changeRunStateRequestSchema },
  (context, { params, body }) => changeRunState(context, params.runId ?? '', body),
);

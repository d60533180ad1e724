import { attemptsQuerySchema } from '#lib/contracts/runs.ts';
import { defineRoute } from '#lib/http/route.ts';
import { listAttempts } from '#lib/services/view-attempts.ts';

export const GET = defineRoute(
  { access: 'viewer', query: attemptsQuerySchema },
  (context, { params, query }) => listAttempts(context, params.runId ?? '', query),
);

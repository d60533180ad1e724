import { historyQuerySchema } from '#lib/contracts/runs.ts';
import { defineRoute } from '#lib/http/route.ts';
import { listHistory } from '#lib/services/view-attempts.ts';

export const GET = defineRoute({ access: 'viewer', query: historyQuerySchema }, (context, { query }) =>
  listHistory(context, query),
);

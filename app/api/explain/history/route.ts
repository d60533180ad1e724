import { personHistoryQuerySchema } from '#lib/contracts/explain.ts';
import { defineRoute } from '#lib/http/route.ts';
import { listPersonHistory } from '#lib/services/view-attempts.ts';

export const GET = defineRoute({ access: 'viewer', query: personHistoryQuerySchema }, (context, { query }) =>
  listPersonHistory(context, query.records, query.before ?? null),
);

import { standingQuerySchema } from '#lib/contracts/health.ts';
import { defineRoute } from '#lib/http/route.ts';
import { listStanding } from '#lib/services/list-standing.ts';

export const GET = defineRoute({ access: 'viewer', query: standingQuerySchema }, (context, { query }) =>
  listStanding(context, query),
);

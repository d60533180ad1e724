import { standingQuerySchema } from '#lib/contracts/health.ts';
import { defineRoute } from '#lib/http/route.ts';
import { streamCsv } from '#lib/http/stream-csv.ts';
import { writeStanding } from '#lib/services/list-standing.ts';

export const GET = defineRoute({ access: 'viewer', query: standingQuerySchema }, async (context, { query }) =>
  streamCsv(`${query.standing}.csv`, writeStanding(context, query)),
);

import { healthSeriesQuerySchema } from '#lib/contracts/health.ts';
import { defineRoute } from '#lib/http/route.ts';
import { readHealthSeries } from '#lib/services/read-health.ts';

export const GET = defineRoute({ access: 'viewer', query: healthSeriesQuerySchema }, (context, { query }) =>
  readHealthSeries(context, query.range),
);

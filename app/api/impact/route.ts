import { randomUUID } from 'node:crypto';
import { listChangeQuerySchema, startImpactRequestSchema } from '#lib/contracts/impact.ts';
import { defineRoute } from '#lib/http/route.ts';
import { measureListChange, startImpact } from '#lib/services/count-impact.ts';

export const GET = defineRoute({ access: 'viewer', query: listChangeQuerySchema }, (context, { query }) =>
  measureListChange(context, query.listId ?? null),
);

export const POST = defineRoute({ access: 'admin', body: startImpactRequestSchema }, (context, { body }) =>
  startImpact(context, randomUUID(), body),
);

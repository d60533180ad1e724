import { emailOnlyQuerySchema } from '#lib/contracts/import.ts';
import { defineRoute } from '#lib/http/route.ts';
import { listEmailOnly } from '#lib/services/view-import.ts';

export const GET = defineRoute({ access: 'viewer', query: emailOnlyQuerySchema }, (context, { query }) =>
  listEmailOnly(context, query.before ?? null),
);

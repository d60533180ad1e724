import { listSearchQuerySchema } from '#lib/contracts/lists.ts';
import { defineRoute } from '#lib/http/route.ts';
import { searchLists } from '#lib/services/search-lists.ts';

export const GET = defineRoute({ access: 'viewer', query: listSearchQuerySchema }, (context, { query }) =>
  searchLists(context, query),
);

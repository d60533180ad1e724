import { defineRoute } from '#lib/http/route.ts';
import { streamCsv } from '#lib/http/stream-csv.ts';
import { openImpactRows } from '#lib/services/view-impact-contacts.ts';

export const GET = defineRoute({ access: 'viewer' }, async (context, { params }) => {
  const impactId = params.impactId ?? '';
  return streamCsv(`impact-${impactId}.csv`, await openImpactRows(context, impactId));
});

import { impactContactsQuerySchema } from '#lib/contracts/impact.ts';
import { defineRoute } from '#lib/http/route.ts';
import { sampleImpact } from '#lib/services/view-impact-contacts.ts';

export const GET = defineRoute(
  { access: 'viewer', query: impactContactsQuerySchema },
  (context, { params, query }) => sampleImpact(context, params.impactId ?? '', query.kind),
);

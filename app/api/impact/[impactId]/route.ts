import { defineRoute } from '#lib/http/route.ts';
import { readImpact } from '#lib/services/count-impact.ts';

export const GET = defineRoute({ access: 'viewer' }, (context, { params }) =>
  readImpact(context, params.impactId ?? ''),
);

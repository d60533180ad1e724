import { defineRoute } from '#lib/http/route.ts';
import { cancelImpact } from '#lib/services/count-impact.ts';

export const POST = defineRoute({ access: 'admin' }, (context, { params }) =>
  cancelImpact(context, params.impactId ?? ''),
);

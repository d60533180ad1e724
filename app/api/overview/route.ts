import { defineRoute } from '#lib/http/route.ts';
import { readOverview } from '#lib/services/read-overview.ts';

export const GET = defineRoute({ access: 'viewer' }, (context) => readOverview(context));

import { defineRoute } from '#lib/http/route.ts';
import { estimateBackfill } from '#lib/services/resync.ts';

export const GET = defineRoute({ access: 'viewer' }, (context) => estimateBackfill(context));

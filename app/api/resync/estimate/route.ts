import { defineRoute } from '#lib/http/route.ts';
import { estimateResync } from '#lib/services/resync.ts';

export const GET = defineRoute({ access: 'viewer' }, (context) => estimateResync(context));

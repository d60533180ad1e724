import { defineRoute } from '#lib/http/route.ts';
import { runPreflight } from '#lib/services/run-preflight.ts';

export const GET = defineRoute({ access: 'viewer' }, (context) => runPreflight(context));

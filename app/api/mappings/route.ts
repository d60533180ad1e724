import { defineRoute } from '#lib/http/route.ts';
import { readMappings } from '#lib/services/read-mappings.ts';

export const GET = defineRoute({ access: 'viewer' }, (context) => readMappings(context));

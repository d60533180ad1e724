import { defineRoute } from '#lib/http/route.ts';
import { readHealth } from '#lib/services/read-health.ts';

export const GET = defineRoute({ access: 'viewer' }, (context) => readHealth(context));

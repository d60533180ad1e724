import { defineRoute } from '#lib/http/route.ts';
import { readSettings } from '#lib/services/read-settings.ts';

export const GET = defineRoute({ access: 'viewer' }, (context) => readSettings(context));

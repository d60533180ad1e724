import { defineRoute } from '#lib/http/route.ts';
import { readSchema } from '#lib/services/read-schema.ts';

export const GET = defineRoute({ access: 'viewer' }, (context) => readSchema(context));

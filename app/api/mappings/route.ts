import { saveMappingsRequestSchema } from '#lib/contracts/mappings.ts';
import { defineRoute } from '#lib/http/route.ts';
import { readMappings } from '#lib/services/read-mappings.ts';
import { saveMappings } from '#lib/services/save-mappings.ts';

export const GET = defineRoute({ access: 'viewer' }, (context) => readMappings(context));

export const PUT = defineRoute({ access: 'admin', body: saveMappingsRequestSchema }, (context, { body }) =>
  saveMappings(context, body),
);

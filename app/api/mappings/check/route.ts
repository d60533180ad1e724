import { checkMappingsRequestSchema } from '#lib/contracts/mappings.ts';
import { defineRoute } from '#lib/http/route.ts';
import { checkMappingSet } from '#lib/services/check-mapping-set.ts';

export const POST = defineRoute(
  { access: 'viewer', body: checkMappingsRequestSchema },
  async (context, { body }) => ({ faults: await checkMappingSet(context, body.mappings) }),
);

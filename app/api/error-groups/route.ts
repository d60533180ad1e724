import { defineRoute } from '#lib/http/route.ts';
import { listErrorGroups } from '#lib/services/list-error-groups.ts';

export const GET = defineRoute({ access: 'viewer' }, (context) => listErrorGroups(context));

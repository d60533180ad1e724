import { defineRoute } from '#lib/http/route.ts';
import { listUsers } from '#lib/services/list-users.ts';

export const GET = defineRoute({ access: 'viewer' }, (context) => listUsers(context));

import { changeRoleRequestSchema } from '#lib/contracts/users.ts';
import { defineRoute } from '#lib/http/route.ts';
import { changeRole } from '#lib/services/change-role.ts';

export const PUT = defineRoute(
  { access: 'admin', body: changeRoleRequestSchema },
  (context, { params, body }) => changeRole(context, params.hubspotUserId ?? '', body),
);

import { auditQuerySchema } from '#lib/contracts/audit.ts';
import { defineRoute } from '#lib/http/route.ts';
import { listAudit } from '#lib/services/list-audit.ts';

export const GET = defineRoute({ access: 'viewer', query: auditQuerySchema }, (context, { query }) =>
  listAudit(context, query),
);

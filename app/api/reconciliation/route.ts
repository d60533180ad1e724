import { defineRoute } from '#lib/http/route.ts';
import { readReconciliation } from '#lib/services/reconcile.ts';

export const GET = defineRoute({ access: 'viewer' }, (context) => readReconciliation(context));

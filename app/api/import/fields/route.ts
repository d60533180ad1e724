import { defineRoute } from '#lib/http/route.ts';
import { readImportFields } from '#lib/services/view-import.ts';

export const GET = defineRoute({ access: 'viewer' }, (context) => readImportFields(context));

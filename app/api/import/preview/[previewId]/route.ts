import { defineRoute } from '#lib/http/route.ts';
import { readPreview } from '#lib/services/start-import.ts';

export const GET = defineRoute({ access: 'viewer' }, (context, { params }) =>
  readPreview(context, params.previewId ?? ''),
);

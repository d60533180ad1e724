import { checkDocumentRequestSchema } from '#lib/contracts/settings-document.ts';
import { defineRoute } from '#lib/http/route.ts';
import { checkDocument } from '#lib/services/check-document.ts';

export const POST = defineRoute({ access: 'viewer', body: checkDocumentRequestSchema }, (context, { body }) =>
  checkDocument(context, body.document),
);

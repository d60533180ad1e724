import { randomUUID } from 'node:crypto';
import { importSelectionSchema } from '#lib/contracts/import.ts';
import { defineRoute } from '#lib/http/route.ts';
import { startPreview } from '#lib/services/start-import.ts';

export const POST = defineRoute({ access: 'admin', body: importSelectionSchema }, (context, { body }) =>
  startPreview(context, randomUUID(), body),
);

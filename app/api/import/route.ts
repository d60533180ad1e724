import { randomUUID } from 'node:crypto';
import { importSelectionSchema } from '#lib/contracts/import.ts';
import { defineRoute } from '#lib/http/route.ts';
import { listImports, startImport } from '#lib/services/start-import.ts';

export const GET = defineRoute({ access: 'viewer' }, (context) => listImports(context));

export const POST = defineRoute({ access: 'admin', body: importSelectionSchema }, (context, { body }) =>
  startImport(context, randomUUID(), body),
);

import { importDocumentRequestSchema } from '#lib/contracts/settings-document.ts';
import { defineRoute } from '#lib/http/route.ts';
import { exportSettings } from '#lib/services/export-settings.ts';
import { importSettings } from '#lib/services/import-settings.ts';

export const GET = defineRoute({ access: 'viewer' }, async (context) => {
  const document = await exportSettings(context);
  return new Response(`${JSON.stringify(document, null, 2)}\n`, {
    headers: {
      'Content-Type': 'application/json',
      'Content-Disposition': `attachment; filename="sluice-settings-${document.exportedAt.slice(0, 10)}.json"`,
      'Cache-Control': 'no-store',
    },
  });
});

export const POST = defineRoute({ access: 'admin', body: importDocumentRequestSchema }, (context, { body }) =>
  importSettings(context, body),
);

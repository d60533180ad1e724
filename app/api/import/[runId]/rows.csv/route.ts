import { defineRoute } from '#lib/http/route.ts';
import { streamCsv } from '#lib/http/stream-csv.ts';
import { openImportRows } from '#lib/services/view-import.ts';

export const GET = defineRoute({ access: 'viewer' }, async (context, { params }) => {
  const runId = params.runId ?? '';
  return streamCsv(`import-${runId}.csv`, await openImportRows(context, runId));
});

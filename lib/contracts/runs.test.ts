import { expect, test } from 'vitest';
import { importSelectionSchema } from './import.ts';
import { startRunRequestSchema } from './runs.ts';

// A field that is not known is a slip: passed over, it would start the real run, or the import of everybody.
test.each([
  [startRunRequestSchema, { kind: 'resync', isDryrun: true }, 'isDryrun'],
  [
    startRunRequestSchema,
    { kind: 'resync', scope: { kind: 'all', hubspotContactIds: ['1'] } },
    'hubspotContactIds',
  ],
  [startRunRequestSchema, { kind: 'backfill', dryRun: true }, 'dryRun'],
  [importSelectionSchema, { salesforceTypes: ['Lead'], conditions: [] }, 'conditions'],
  [importSelectionSchema, { salesforceTypes: ['Lead'], filter: { createdsince: null } }, 'createdsince'],
])('a request with a field that is not known is refused, and the field named', (schema, request, field) => {
  const { error } = schema.safeParse(request);
  expect(error?.issues).toMatchObject([{ code: 'unrecognized_keys', keys: [field] }]);
});

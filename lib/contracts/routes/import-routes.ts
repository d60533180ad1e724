import {
  emailOnlyQuerySchema,
  emailOnlyResponseSchema,
  importFieldsSchema,
  importPreviewSchema,
  importSelectionSchema,
  importsResponseSchema,
  startImportResponseSchema,
} from '../import.ts';
import { describeRoutes } from './describe-route.ts';

export const importRoutes = describeRoutes('Import', [
  {
    method: 'get',
    path: '/api/import',
    summary: 'The newest imports with their progress',
    access: 'viewer',
    response: importsResponseSchema,
  },
  {
    method: 'post',
    path: '/api/import',
    summary: 'Starts an import from Salesforce, or joins the one that is going',
    access: 'admin',
    body: importSelectionSchema,
    response: startImportResponseSchema,
    problems: ['salesforce_not_connected', 'import_refused', 'inclusion_list_unusable'],
  },
  {
    method: 'get',
    path: '/api/import/fields',
    summary: 'What an import can be filtered by',
    access: 'viewer',
    response: importFieldsSchema,
  },
  {
    method: 'post',
    path: '/api/import/preview',
    summary: 'Starts counting what an import would do, and ends the preview before',
    access: 'admin',
    body: importSelectionSchema,
    response: importPreviewSchema,
    problems: ['salesforce_not_connected', 'inclusion_list_unusable'],
  },
  {
    method: 'get',
    path: '/api/import/preview/{previewId}',
    summary: 'How far a preview is',
    access: 'viewer',
    response: importPreviewSchema,
    problems: ['not_found'],
  },
  {
    method: 'get',
    path: '/api/import/{runId}/rows.csv',
    summary: 'What became of each record of an import',
    access: 'viewer',
    response: { status: 200, description: 'A CSV file, one line per Salesforce record' },
    problems: ['not_found'],
  },
  {
    method: 'get',
    path: '/api/email-only',
    summary: 'People of whom HubSpot has the address and nothing else',
    access: 'viewer',
    query: emailOnlyQuerySchema,
    response: emailOnlyResponseSchema,
  },
]);

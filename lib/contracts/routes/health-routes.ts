import {
  healthSeriesQuerySchema,
  healthSeriesSchema,
  standingQuerySchema,
  standingRecordsResponseSchema,
  syncHealthSchema,
} from '../health.ts';
import { describeRoutes } from './describe-route.ts';

export const healthRoutes = describeRoutes('Sync health', [
  {
    method: 'get',
    path: '/api/sync-health',
    summary: 'Where contacts stand, what waits, and how much of the API limits is used',
    access: 'viewer',
    response: syncHealthSchema,
  },
  {
    method: 'get',
    path: '/api/sync-health/series',
    summary: 'Records synced and the delay of edits over time',
    access: 'viewer',
    query: healthSeriesQuerySchema,
    response: healthSeriesSchema,
  },
  {
    method: 'get',
    path: '/api/sync-health/records',
    summary: 'The contacts that stand somewhere, or behind one root cause',
    access: 'viewer',
    query: standingQuerySchema,
    response: standingRecordsResponseSchema,
  },
  {
    method: 'get',
    path: '/api/sync-health/records.csv',
    summary: 'All of these contacts as a file',
    access: 'viewer',
    query: standingQuerySchema,
    response: { status: 200, description: 'A CSV file, one line per contact' },
  },
]);

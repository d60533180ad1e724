import {
  impactContactsQuerySchema,
  impactContactsSchema,
  impactSchema,
  listChangeQuerySchema,
  listChangeSchema,
  startImpactRequestSchema,
} from '../impact.ts';
import { describeRoutes } from './describe-route.ts';

const listProblems = ['list_not_found', 'list_deleted', 'list_static', 'list_not_of_contacts'] as const;

export const impactRoutes = describeRoutes('Impact of another inclusion list', [
  {
    method: 'get',
    path: '/api/impact',
    summary: 'How many linked contacts a change of the inclusion list would stop, quickly told',
    access: 'viewer',
    query: listChangeQuerySchema,
    response: listChangeSchema,
    problems: listProblems,
  },
  {
    method: 'post',
    path: '/api/impact',
    summary:
      'Starts counting what another inclusion list would mean, and ends the count before; writes nothing',
    access: 'admin',
    body: startImpactRequestSchema,
    response: impactSchema,
    problems: [...listProblems, 'salesforce_not_connected', 'inclusion_list_unusable'],
  },
  {
    method: 'get',
    path: '/api/impact/{impactId}',
    summary: 'How far counting is, and what was found',
    access: 'viewer',
    response: impactSchema,
    problems: ['not_found'],
  },
  {
    method: 'post',
    path: '/api/impact/{impactId}/cancel',
    summary: 'Stops counting',
    access: 'admin',
    response: impactSchema,
    problems: ['not_found'],
  },
  {
    method: 'get',
    path: '/api/impact/{impactId}/contacts',
    summary: 'Some of the contacts of one kind, with their addresses',
    access: 'viewer',
    query: impactContactsQuerySchema,
    response: impactContactsSchema,
    problems: ['not_found'],
  },
  {
    method: 'get',
    path: '/api/impact/{impactId}/contacts.csv',
    summary: 'Every contact that was looked at',
    access: 'viewer',
    response: { status: 200, description: 'A CSV file, one line per contact' },
    problems: ['not_found'],
  },
]);

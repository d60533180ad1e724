import { z } from 'zod';
import { auditQuerySchema, auditResponseSchema } from '../audit.ts';
import {
  connectSalesforceRequestSchema,
  connectSalesforceResponseSchema,
  disconnectRequestSchema,
  disconnectResponseSchema,
  overviewSchema,
} from '../overview.ts';
import { preflightResponseSchema } from '../preflight.ts';
import { changeRoleRequestSchema, usersResponseSchema } from '../users.ts';
import { describeRoutes } from './describe-route.ts';

const salesforceCallbackQuerySchema = z.object({
  state: z.string().optional(),
  code: z.string().optional(),
  error: z.string().optional(),
});

export const accountRoutes = describeRoutes('Accounts', [
  {
    method: 'get',
    path: '/api/overview',
    summary: 'Who is signed in, and how the two connections are',
    access: 'viewer',
    response: overviewSchema,
  },
  {
    method: 'post',
    path: '/api/salesforce/connect',
    summary: 'Where to send the browser to connect Salesforce',
    access: 'admin',
    body: connectSalesforceRequestSchema,
    response: connectSalesforceResponseSchema,
    problems: ['instance_host_not_allowed'],
  },
  {
    method: 'get',
    path: '/api/salesforce/callback',
    summary: 'Salesforce sends the browser back here',
    access: 'viewer',
    query: salesforceCallbackQuerySchema,
    response: { status: 303, description: 'To a page of the console that says how it ended' },
  },
  {
    method: 'post',
    path: '/api/connections/{platform}/disconnect',
    summary: 'Ends our access to HubSpot or Salesforce; what is needed to go on later stays',
    access: 'admin',
    body: disconnectRequestSchema,
    response: disconnectResponseSchema,
    problems: ['not_found', 'account_name_differs'],
  },
  {
    method: 'get',
    path: '/api/preflight',
    summary: 'What could keep contacts from syncing, asked of both platforms anew',
    access: 'viewer',
    response: preflightResponseSchema,
  },
  {
    method: 'get',
    path: '/api/audit',
    summary: 'Who did what, the newest first',
    access: 'viewer',
    query: auditQuerySchema,
    response: auditResponseSchema,
  },
  {
    method: 'get',
    path: '/api/users',
    summary: 'Everybody of the account who has signed in, with their role',
    access: 'viewer',
    response: usersResponseSchema,
  },
  {
    method: 'put',
    path: '/api/users/{hubspotUserId}/role',
    summary: 'Gives a person another role; the last administrator stays one',
    access: 'admin',
    body: changeRoleRequestSchema,
    response: usersResponseSchema,
    problems: ['not_found', 'last_admin'],
  },
  {
    method: 'get',
    path: '/api/auth/{nextauth}',
    summary: 'Sign-in with HubSpot and its way back; served by next-auth',
    access: 'public',
    response: { status: 302, description: 'To HubSpot, or back to the console' },
  },
  {
    method: 'post',
    path: '/api/auth/{nextauth}',
    summary: 'Begins a sign-in or a sign-out; served by next-auth',
    access: 'public',
    response: { status: 302, description: 'To HubSpot, or back to the console' },
  },
  {
    method: 'post',
    path: '/api/webhooks/hubspot',
    summary: 'HubSpot tells of changes; signed with its signature of version 3',
    access: 'signed',
    response: { status: 204, description: 'Everything that was named is stored' },
  },
  {
    method: 'get',
    path: '/api/openapi.json',
    summary: 'This document',
    access: 'public',
    response: z.record(z.string(), z.unknown()),
  },
]);

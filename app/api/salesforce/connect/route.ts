import { randomBytes } from 'node:crypto';
import { connectSalesforceRequestSchema } from '#lib/contracts/overview.ts';
import { defineRoute } from '#lib/http/route.ts';
import { beginSalesforceConnection } from '#lib/services/connect-salesforce.ts';

export const POST = defineRoute(
  { access: 'admin', body: connectSalesforceRequestSchema },
  (context, { body }) => beginSalesforceConnection(context, body, randomBytes(32).toString('base64url')),
);

import { disconnectRequestSchema } from '#lib/contracts/overview.ts';
import { defineRoute } from '#lib/http/route.ts';
import { ServiceError } from '#lib/services/context.ts';
import { disconnectAccount } from '#lib/services/disconnect-account.ts';

export const POST = defineRoute(
  { access: 'admin', body: disconnectRequestSchema },
  (context, { params, body }) => {
    const { platform } = params;
    if (platform !== 'hubspot' && platform !== 'salesforce') throw new ServiceError('not_found');
    return disconnectAccount(context, platform, body);
  },
);

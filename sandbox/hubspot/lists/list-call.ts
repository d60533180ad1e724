import type { ApiCall } from '#sandbox/hubspot/api/endpoint.ts';

export const READ = { scopes: ['crm.lists.read', 'crm.segments.read'] };
export const WRITE = { scopes: ['crm.lists.write', 'crm.segments.write'] };

export const listIdOf = ({ c }: ApiCall): string => c.req.param('listId') ?? '';
export const userIdOf = ({ installation }: ApiCall): string => String(installation.user.userId);

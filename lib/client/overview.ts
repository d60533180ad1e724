import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ConnectSalesforceRequest } from '#lib/contracts/overview.ts';
import { queryKeys } from './query-keys.ts';
import { requestJson } from './request-json.ts';

const contracts = () => import('#lib/contracts/overview.ts');
const overviewContract = () => contracts().then(({ overviewSchema }) => overviewSchema);
const disconnectContract = () => contracts().then(({ disconnectResponseSchema }) => disconnectResponseSchema);
const connectContract = () =>
  contracts().then(({ connectSalesforceResponseSchema }) => connectSalesforceResponseSchema);

/** `GET /api/overview`: the person signed in and both connections. */
export function useOverview() {
  return useQuery({
    queryKey: queryKeys.overview,
    queryFn: ({ signal }) => requestJson('/api/overview', overviewContract, { signal }),
    refetchInterval: 60_000,
  });
}

/** True once it is known that the person may change settings. */
export function useMayEdit(): boolean {
  return useOverview().data?.user.role === 'admin';
}

/** `POST /api/salesforce/connect`, then leaves for Salesforce's own login page. */
export function useConnectSalesforce() {
  return useMutation({
    mutationFn: (request: ConnectSalesforceRequest) =>
      requestJson('/api/salesforce/connect', connectContract, {
        method: 'POST',
        body: request,
      }),
    onSuccess: ({ authorizeUrl }) => window.location.assign(authorizeUrl),
  });
}

/** `POST /api/connections/{platform}/disconnect`; whatever was read of the account is read anew. */
export function useDisconnect(platform: 'hubspot' | 'salesforce') {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (accountName: string) =>
      requestJson(`/api/connections/${platform}/disconnect`, disconnectContract, {
        method: 'POST',
        body: { accountName },
      }),
    onSuccess: () => client.invalidateQueries(),
  });
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UserRole } from '#lib/contracts/users.ts';
import { queryKeys } from './query-keys.ts';
import { requestJson } from './request-json.ts';

const usersContract = () =>
  import('#lib/contracts/users.ts').then(({ usersResponseSchema }) => usersResponseSchema);

/** `GET /api/users`: everybody of the account who has signed in. */
export function useUsers() {
  return useQuery({
    queryKey: queryKeys.users,
    queryFn: ({ signal }) => requestJson('/api/users', usersContract, { signal }),
  });
}

type RoleChange = { readonly hubspotUserId: string; readonly role: UserRole };

/** `PUT /api/users/{id}/role`. The person may be the one who asks, so whatever depends on the role is read anew. */
export function useChangeRole() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ hubspotUserId, role }: RoleChange) =>
      requestJson(`/api/users/${encodeURIComponent(hubspotUserId)}/role`, usersContract, {
        method: 'PUT',
        body: { role },
      }),
    onSuccess: (users) => {
      client.setQueryData(queryKeys.users, users);
      void client.invalidateQueries({ queryKey: queryKeys.audit });
      return client.invalidateQueries({ queryKey: queryKeys.overview });
    },
    onError: () => client.invalidateQueries({ queryKey: queryKeys.users }),
  });
}

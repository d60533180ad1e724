import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FieldMappingInput, MappingsResponse } from '#lib/contracts/mappings.ts';
import type { ApiProblem } from './api-problem.ts';
import { queryKeys } from './query-keys.ts';
import { requestJson } from './request-json.ts';

const contracts = () => import('#lib/contracts/mappings.ts');
const mappingsContract = () => contracts().then((module) => module.mappingsResponseSchema);
const schemaContract = () => contracts().then((module) => module.schemaResponseSchema);

/** `GET /api/mappings`: the field mappings with the labels both sides give them. */
export function useMappings() {
  return useQuery({
    queryKey: queryKeys.mappings,
    queryFn: ({ signal }) => requestJson('/api/mappings', mappingsContract, { signal }),
    staleTime: 60_000,
  });
}

/** `GET /api/schema`: what can be mapped. */
export function useMappableFields() {
  return useQuery({
    queryKey: queryKeys.schema,
    queryFn: ({ signal }) => requestJson('/api/schema', schemaContract, { signal }),
    staleTime: 300_000,
  });
}

const checkContract = () => contracts().then((module) => module.checkMappingsResponseSchema);

/** `POST /api/mappings/check`: what is wrong with a draft, while it is being edited; nothing is saved. */
export function useMappingCheck(mappings: readonly FieldMappingInput[], { isWanted }: { isWanted: boolean }) {
  return useQuery({
    queryKey: queryKeys.mappingCheck(mappings),
    queryFn: ({ signal }) =>
      requestJson('/api/mappings/check', checkContract, { method: 'POST', body: { mappings }, signal }),
    enabled: isWanted,
    staleTime: 60_000,
  });
}

type MappingsSave = { readonly expectedRevision: number; readonly mappings: readonly FieldMappingInput[] };

/** `PUT /api/mappings`: the whole set at once. */
export function useSaveMappings() {
  const client = useQueryClient();
  return useMutation<MappingsResponse, ApiProblem, MappingsSave>({
    scope: { id: 'settings' },
    mutationFn: (body) => requestJson('/api/mappings', mappingsContract, { method: 'PUT', body }),
    onSuccess: (saved) => {
      client.setQueryData(queryKeys.mappings, saved);
      return client.invalidateQueries({ queryKey: queryKeys.settings });
    },
    onError: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.settings }),
        client.invalidateQueries({ queryKey: queryKeys.mappings }),
      ]),
  });
}

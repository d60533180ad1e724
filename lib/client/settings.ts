import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ListOption } from '#lib/contracts/lists.ts';
import type { MappingsResponse } from '#lib/contracts/mappings.ts';
import type {
  CreatingSettings,
  InclusionListView,
  RulesSettings,
  SettingsResponse,
} from '#lib/contracts/settings.ts';
import type { ApiProblem } from './api-problem.ts';
import { queryKeys } from './query-keys.ts';
import { requestJson } from './request-json.ts';

const settingsContract = () =>
  import('#lib/contracts/settings.ts').then((module) => module.settingsResponseSchema);

const mutationKey = ['save-settings'];

/** `GET /api/settings`; re-read often while HubSpot is still working on the chosen list. */
export function useSettings() {
  return useQuery({
    queryKey: queryKeys.settings,
    queryFn: ({ signal }) => requestJson('/api/settings', settingsContract, { signal }),
    refetchOnWindowFocus: 'always',
    refetchInterval: ({ state }) => (state.data?.inclusionList?.state === 'processing' ? 3_000 : 60_000),
  });
}

/** Saves the inclusion list; `null` is "no limit". */
export function useChooseInclusionList() {
  return useSaveSettings<ListOption | null>({
    path: '/api/settings/inclusion-list',
    buildBody: (list) => ({ listId: list?.listId ?? null }),
    preview: (settings, list) => ({ ...settings, inclusionList: list && previewList(list) }),
  });
}

/** Saves what is created in Salesforce for a contact that is not there yet. */
export function useSaveCreating() {
  return useSaveSettings<CreatingSettings>({
    path: '/api/settings/creating',
    buildBody: (creating) => ({ creating }),
    preview: (settings, creating) => ({ ...settings, creating }),
  });
}

/** Saves single rules; the others stay as they are. */
export function useSaveRules() {
  return useSaveSettings<Partial<RulesSettings>>({
    path: '/api/settings/rules',
    buildBody: (rules) => ({ rules }),
    preview: (settings, rules) => ({ ...settings, rules: { ...settings.rules, ...rules } }),
  });
}

function previewList({ listId, name, size, isProcessing }: ListOption): InclusionListView {
  return { listId, name, size, state: isProcessing ? 'processing' : 'usable', listUrl: '' };
}

type SettingsSave<Change> = {
  readonly path: string;
  readonly buildBody: (change: Change) => object;
  readonly preview: (settings: SettingsResponse, change: Change) => SettingsResponse;
};

/**
 * Shows the change at once, takes it back when the server refuses. Saves wait for each other: each one names
 * the revision the one before it has produced, so that a person never collides with themselves.
 */
function useSaveSettings<Change>({ path, buildBody, preview }: SettingsSave<Change>) {
  const client = useQueryClient();
  return useMutation<SettingsResponse, ApiProblem, Change, { before: SettingsResponse | undefined }>({
    mutationKey,
    scope: { id: 'settings' },
    mutationFn: (change) =>
      requestJson(path, settingsContract, {
        method: 'PUT',
        body: { ...buildBody(change), expectedRevision: readSettings(client)?.revision ?? 0 },
      }),
    onMutate: async (change) => {
      await client.cancelQueries({ queryKey: queryKeys.settings });
      const before = readSettings(client);
      if (before) client.setQueryData(queryKeys.settings, preview(before, change));
      return { before };
    },
    onError: (_problem, _change, context) => {
      if (context?.before) client.setQueryData(queryKeys.settings, context.before);
      return client.invalidateQueries({ queryKey: queryKeys.settings });
    },
    onSuccess: (saved) => {
      const shown = readSettings(client);
      const hasLaterSave = client.isMutating({ mutationKey }) > 1;
      client.setQueryData(
        queryKeys.settings,
        hasLaterSave && shown ? { ...shown, revision: saved.revision } : saved,
      );
      client.setQueryData<MappingsResponse>(queryKeys.mappings, (mappings) =>
        raise(mappings, saved.revision),
      );
      void client.invalidateQueries({ queryKey: queryKeys.resyncEstimate });
    },
  });
}

/** The mappings are the same in a revision that this person made of something else. */
function raise(mappings: MappingsResponse | undefined, revision: number): MappingsResponse | undefined {
  return mappings?.revision === revision - 1 ? { ...mappings, revision } : mappings;
}

function readSettings(client: QueryClient): SettingsResponse | undefined {
  return client.getQueryData<SettingsResponse>(queryKeys.settings);
}

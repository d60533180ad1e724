/** Cache keys by prefix: invalidating `lists` reaches every search, `run(x)` its attempts too. */
export const queryKeys = {
  overview: ['overview'] as const,
  audit: ['audit'] as const,
  users: ['users'] as const,
  settings: ['settings'] as const,
  lists: ['lists'] as const,
  listSearch: (query: string) => ['lists', 'search', query] as const,
  mappings: ['mappings'] as const,
  schema: ['schema'] as const,
  resyncEstimate: ['resync-estimate'] as const,
  runs: ['runs'] as const,
  run: (runId: string) => ['run', runId] as const,
  attempts: (runId: string, outcome: string | null) => ['run', runId, 'attempts', outcome] as const,
  history: (filter: Readonly<Record<string, string | null>>) => ['history', filter] as const,
  errorGroups: ['error-groups'] as const,
  explanations: ['explanation'] as const,
  explanation: (who: string) => ['explanation', who] as const,
};

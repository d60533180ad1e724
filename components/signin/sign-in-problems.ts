import { readParameter, type SearchParameters } from '#components/search-parameters.ts';

/** What HubSpot's answer to signing in can have been instead of a yes. */
export const signInProblems = [
  'denied',
  'missing_scopes',
  'expired_code',
  'wrong_account',
  'invalid_state',
  'configuration',
  'hubspot_unavailable',
  'unknown',
] as const;

/** `error` is how the sign-in library itself reports what it cannot name. */
export function readSignInProblem(query: SearchParameters): (typeof signInProblems)[number] | null {
  const code = readParameter(query, 'problem') ?? readParameter(query, 'error');
  if (code === null) return null;
  return signInProblems.find((problem) => problem === code) ?? 'unknown';
}

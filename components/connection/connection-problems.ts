/** What Salesforce's answer to a connection can have been instead of a yes. */
export const connectionProblems = [
  'denied',
  'expired_code',
  'invalid_state',
  'wrong_org',
  'instance_host_not_allowed',
  'api_disabled',
  'configuration',
  'salesforce_unavailable',
  'not_admin',
  'unknown',
] as const;

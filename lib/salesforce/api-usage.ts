import type { SalesforceApiUsage } from '#lib/ports.ts';

/** The calls of the last 24 hours, as the newest answer of one org reported them. */
export type ApiBudget = {
  observeAnswer(headers: Headers): void;
  /** `null` before the first answer. */
  usage(): SalesforceApiUsage | null;
};

export function createApiBudget(): ApiBudget {
  let newest: SalesforceApiUsage | null = null;
  return {
    observeAnswer(headers) {
      newest = readApiUsage(headers.get('sforce-limit-info')) ?? newest;
    },
    usage: () => newest,
  };
}

/**
 * Reads `api-usage=10018/100000; per-app-api-usage=17/250(appName=…)`. The app's own share is left out: the
 * org's total is what stops us.
 */
export function readApiUsage(limitInfo: string | null): SalesforceApiUsage | null {
  const match = /(?:^|[\s;,])api-usage=(\d+)\/(\d+)/.exec(limitInfo ?? '');
  return match === null ? null : { used: Number(match[1]), limit: Number(match[2]) };
}

import type { SalesforceApiUsage } from '#lib/ports.ts';

/** The calls of the last 24 hours, as the newest answer of one org reported them. */
export type ApiBudget = {
  observeAnswer(headers: Headers): void;
  /** `null` before the first answer. */
  usage(): SalesforceApiUsage | null;
  /** Answers since it was asked last. */
  takeCalls(): number;
};

export function createApiBudget(): ApiBudget {
  let newest: SalesforceApiUsage | null = null;
  let calls = 0;
  return {
    observeAnswer(headers) {
      calls += 1;
      newest = readApiUsage(headers.get('sforce-limit-info')) ?? newest;
    },
    usage: () => newest,
    takeCalls() {
      const taken = calls;
      calls = 0;
      return taken;
    },
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

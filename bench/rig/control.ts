import type { CounterSnapshot } from '#sandbox/kernel/counters.ts';

/** The handles of one local platform, beside its API. */
export type Control = {
  post(path: string, body?: object): Promise<unknown>;
  /** Answered calls by route since the last reset. */
  readCalls(): Promise<ReadonlyMap<string, number>>;
  readMaxConcurrency(): Promise<number>;
  /** Records that programs wrote since the last reset. */
  readWrites(): Promise<number>;
  resetCounters(): Promise<void>;
};

export function openControl(url: string): Control {
  const read = async () => {
    const answer = await fetch(`${url}/_control/counters`);
    const counters: CounterSnapshot = await answer.json();
    return counters;
  };
  const post = async (path: string, body: object = {}): Promise<unknown> => {
    const answer = await fetch(`${url}/_control/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  };
  return {
    post,
    async readCalls() {
      const { calls } = await read();
      const sum = (byStatus: Record<string, number>) =>
        Object.values(byStatus).reduce((total, count) => total + count, 0);
      return new Map(Object.entries(calls).map(([route, byStatus]) => [route, sum(byStatus)]));
    },
    readWrites: async () => (await read()).writes.total,
    readMaxConcurrency: async () => (await read()).maxConcurrency,
    resetCounters: async () => void (await post('counters/reset')),
  };
}

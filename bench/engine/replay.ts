import { readFileSync, truncateSync } from 'node:fs';
import type { Rig } from '#bench/rig/start-rig.ts';
import type { Exchange } from '#sandbox/kernel/recorder.ts';

/** The requests of one run, by platform, in the order in which they were answered. */
export type Recording = {
  readonly hubspot: readonly RecordedRequest[];
  readonly salesforce: readonly RecordedRequest[];
};

type RecordedRequest = Pick<Exchange, 'method' | 'url' | 'headers' | 'body'>;

/** What belongs to one connection and is not the request's own. */
const hopHeaders = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding']);

/** Lets both platforms write down what `run` asks of them. */
export async function record(rig: Rig, run: () => Promise<unknown>): Promise<Recording> {
  const files = { hubspot: `${rig.folder}/hubspot.jsonl`, salesforce: `${rig.folder}/salesforce.jsonl` };
  for (const platform of ['hubspot', 'salesforce'] as const) {
    await rig[platform].post('recording', { path: files[platform] });
    truncateSync(files[platform]);
  }
  await run();
  for (const platform of ['hubspot', 'salesforce'] as const)
    await rig[platform].post('recording', { path: null });
  return { hubspot: readRequests(files.hubspot), salesforce: readRequests(files.salesforce) };
}

function readRequests(file: string): RecordedRequest[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Exchange => JSON.parse(line))
    .map(({ method, url, headers, body }) => ({
      method,
      url,
      body,
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !hopHeaders.has(name))),
    }));
}

/** Sends the requests again, as many at once as the run had, and reads every answer. Answers the milliseconds. */
export async function replay(
  recording: Recording,
  atOnce: Readonly<Record<keyof Recording, number>>,
): Promise<number> {
  const startedAt = performance.now();
  await Promise.all([
    sendAll(recording.hubspot, atOnce.hubspot),
    sendAll(recording.salesforce, atOnce.salesforce),
  ]);
  return performance.now() - startedAt;
}

async function sendAll(requests: readonly RecordedRequest[], atOnce: number): Promise<void> {
  const waiting = requests.values();
  const send = async () => {
    for (const { method, url, headers, body } of waiting) {
      const answer = await fetch(url, { method, headers, ...(body !== '' && { body }) });
      await answer.text();
      if (!answer.ok) throw new Error(`replay: ${answer.status} for ${method} ${url}`);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, send));
}

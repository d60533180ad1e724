import { readFileSync } from 'node:fs';
import type { Rig } from '#bench/rig/start-rig.ts';
import type { Exchange } from '#sandbox/kernel/recorder.ts';

/** When a value was first sent to a platform, by the platform's own record of its exchanges. */
export type Watch = {
  /** Milliseconds from the exchange that brought the value to one platform until the one that brought it to the other. */
  readDelay(value: string): number | null;
};

/** Both platforms write down every exchange; a value that nobody else writes is found in the body that carries it. */
export async function watchExchanges(rig: Rig): Promise<Watch> {
  const files = { hubspot: `${rig.folder}/hubspot.jsonl`, salesforce: `${rig.folder}/salesforce.jsonl` };
  await rig.hubspot.post('recording', { path: files.hubspot });
  await rig.salesforce.post('recording', { path: files.salesforce });
  const readWrites = (file: string): Exchange[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Exchange => JSON.parse(line))
      .filter(({ status, body, url }) => status < 300 && body !== '' && !url.includes('batch/read'));
  return {
    readDelay(value) {
      const carries = ({ body }: Exchange) => body.includes(`"${value}"`);
      const times = Object.values(files).flatMap((file) => {
        const first = readWrites(file).find(carries);
        return first === undefined ? [] : [Date.parse(first.at)];
      });
      return times.length < 2 ? null : Math.max(...times) - Math.min(...times);
    },
  };
}

import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';

/** Reads random contacts as fast as they are answered, over so many connections, and says how it went. */
const { url, token, properties, firstId, contactCount, seconds, connections } = z
  .object({
    url: z.string(),
    token: z.string(),
    properties: z.array(z.string()),
    firstId: z.number(),
    contactCount: z.number(),
    seconds: z.number(),
    connections: z.number(),
  })
  .parse(workerData);

const agent = new Agent({ keepAlive: true, maxSockets: connections });
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
let reads = 0;
let bytes = 0;

function read(): Promise<void> {
  const inputs = Array.from({ length: 100 }, () => ({
    id: String(firstId + Math.floor(Math.random() * contactCount)),
  }));
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent, headers };
    const call = request(`${url}/crm/objects/2026-09/contacts/batch/read`, options, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`The sandbox answered ${answer.statusCode}.`));
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.byteLength;
      });
      answer.on('end', resolve);
    });
    call.on('error', reject);
    call.end(JSON.stringify({ inputs, properties }));
  });
}

async function readUntil(end: number): Promise<void> {
  while (performance.now() < end) {
    await read();
    reads += 1;
  }
}

const start = performance.now();
await Promise.all(Array.from({ length: connections }, () => readUntil(start + seconds * 1_000)));
agent.destroy();
parentPort?.postMessage({ reads, bytes, elapsedMs: performance.now() - start });

import { type Context, Hono, type Next } from 'hono';
import { routePath } from 'hono/route';
import type { Clock } from './clock.ts';
import { addControlRoutes } from './control-routes.ts';
import { createCounters } from './counters.ts';
import { createFaults, type FaultRule, type Faults } from './faults.ts';
import { createLatency } from './latency.ts';
import type { Random } from './random.ts';
import { createRecorder } from './recorder.ts';
import type { Service } from './service-shape.ts';

export type { Service } from './service-shape.ts';

export class UnknownScenario extends Error {
  constructor(name: string, known: readonly string[]) {
    super(`Unknown scenario "${name}". Known: ${known.join(', ')}.`);
  }
}

/** The base of both sandbox servers: an app whose every answer is counted, recorded, slowed and broken on demand. */
export function createService(options: {
  name: string;
  clock: Clock;
  random: Random;
  /** What the real service says with a status; for faults that give no body. */
  describeTrouble?: (status: number) => object | undefined;
}): Service {
  const { name, clock, random, describeTrouble = () => undefined } = options;
  const resetHooks: (() => void)[] = [];
  const scenarioHooks: ((name: string) => void)[] = [];
  const service: Service = {
    name,
    app: new Hono(),
    clock,
    counters: createCounters(),
    describeTrouble,
    faults: createFaults(random.fork('faults')),
    latency: createLatency(clock, random.fork('latency')),
    recorder: createRecorder(),
    onReset: (forget) => void resetHooks.push(forget),
    onScenario: (load) => void scenarioHooks.push(load),
    reset() {
      service.counters.reset();
      service.faults.clear();
      service.latency.set({ p50Ms: 0 });
      for (const forget of resetHooks) forget();
    },
    loadScenario(scenario) {
      for (const load of scenarioHooks) load(scenario);
    },
  };
  service.app.use('*', (c, next) => observe(service, c, next));
  service.app.onError((error, c) => {
    process.stderr.write(`${name} sandbox: ${c.req.method} ${c.req.path}: ${error.stack ?? error.message}\n`);
    return c.json({ status: 'error', message: 'internal error' }, 500);
  });
  addControlRoutes(service);
  return service;
}

/** Around every request except control: count, wait, break, buffer the answer, record. */
async function observe(service: Service, c: Context, next: Next): Promise<void> {
  service.counters.noteActivity();
  if (c.req.path.startsWith('/_control')) return next();
  const { counters, faults, latency, recorder, clock, name } = service;
  const requestBody = c.req.method === 'GET' || c.req.method === 'HEAD' ? '' : await c.req.text();
  const end = counters.begin(Buffer.byteLength(requestBody));
  try {
    const at = new Date(clock.now()).toISOString();
    await latency.wait();
    const fault = faults.take(c.req.method, c.req.path, requestBody);
    await answer(service, c, next, fault);
    const body = new Uint8Array(await c.res.arrayBuffer());
    const response = buildResponse(body, c.res, fault);
    replaceResponse(c, response);
    counters.recordAnswer(`${c.req.method} ${routePath(c)}`, response.status, body.byteLength);
    if (recorder.isOn()) {
      recorder.write({
        service: name,
        at,
        method: c.req.method,
        url: c.req.url,
        headers: c.req.header(),
        body: requestBody,
        status: response.status,
        responseHeaders: Object.fromEntries(response.headers),
        responseBody: new TextDecoder().decode(body),
        ...(isMadeUp(fault) && { isFault: true }),
      });
    }
  } finally {
    end();
  }
}

function isMadeUp(fault: FaultRule | undefined): boolean {
  return fault?.status !== undefined || fault?.cutAfterBytes !== undefined || fault?.hang === true;
}

async function answer(service: Service, c: Context, next: Next, fault: FaultRule | undefined): Promise<void> {
  if (!fault) return next();
  if (fault.delayMs !== undefined && fault.when === 'before') await service.clock.sleep(fault.delayMs);
  const replaces = fault.status !== undefined || fault.hang === true;
  if (!replaces || fault.when === 'after') await next();
  if (fault.delayMs !== undefined && fault.when === 'after') await service.clock.sleep(fault.delayMs);
  if (fault.hang) await hang(service.faults, c.req.raw.signal);
  if (replaces) {
    const { status = 503, body = service.describeTrouble(status) } = fault;
    replaceResponse(c, faultAnswer({ ...fault, status, body }));
  }
}

async function hang(faults: Faults, signal: AbortSignal): Promise<void> {
  const givenUp = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([givenUp, faults.untilCleared()]);
}

function faultAnswer(fault: FaultRule): Response {
  const isText = typeof fault.body === 'string';
  const text = fault.body === undefined ? '' : isText ? String(fault.body) : JSON.stringify(fault.body);
  const headers = new Headers({ 'content-type': isText ? 'text/plain' : 'application/json' });
  for (const [header, value] of Object.entries(fault.headers ?? {})) headers.set(header, value);
  const status = fault.status ?? 503;
  return new Response(hasNoBody(status) ? null : text, { status, headers });
}

function buildResponse(
  body: Uint8Array<ArrayBuffer>,
  original: Response,
  fault: FaultRule | undefined,
): Response {
  const { status, headers } = original;
  if (hasNoBody(status)) return new Response(null, { status, headers });
  headers.set('content-length', String(body.byteLength));
  if (fault?.cutAfterBytes === undefined) return new Response(body, { status, headers });
  return new Response(cutShort(body.subarray(0, fault.cutAfterBytes)), { status, headers });
}

/** A body that breaks off: the client has read the headers and a part, then the connection is gone. */
function cutShort(part: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
  let isSent = part.byteLength === 0;
  return new ReadableStream({
    pull(controller) {
      // The code is that of a reader who left: the server then drops the connection without printing a stack.
      const cut = { code: 'ERR_STREAM_PREMATURE_CLOSE' };
      if (isSent) controller.error(Object.assign(new Error('connection cut by a sandbox fault'), cut));
      else controller.enqueue(part);
      isSent = true;
    },
  });
}

function hasNoBody(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

/** Assigning `c.res` twice would merge the headers of both answers. */
function replaceResponse(c: Context, response: Response): void {
  c.res = undefined;
  c.res = response;
}

import type { Clock } from './clock.ts';

/** One whole answer: nothing of it is still on the wire. */
export type HttpAnswer = { readonly status: number; readonly headers: Headers; readonly body: string };

export type ExchangeLimits = {
  readonly clock: Clock;
  /** For the whole exchange, the last byte of the body included. */
  readonly timeoutMs: number;
  readonly maxBytes?: number;
};

const defaultMaxBytes = 64 * 1024 * 1024;

/** The request failed before it could have reached the server. */
const unsentCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** No answer, or half of one. */
export class TransportFault extends Error {
  /** `TIMEOUT`, `BODY_TOO_LARGE`, the system's code (`ECONNRESET`), or `NETWORK`. */
  readonly code: string;
  /** False only when the request surely never left for the server. */
  readonly mayHaveArrived: boolean;

  constructor(code: string, cause?: unknown) {
    super(`no whole answer (${code})`, { cause });
    this.name = 'TransportFault';
    this.code = code;
    this.mayHaveArrived = !unsentCodes.has(code);
  }
}

/**
 * Sends a request and reads its whole body within one time limit. `send` may ignore the signal: an answer
 * that arrives after the limit is then thrown away, so that its socket does not stay open.
 *
 * @throws TransportFault for a refused, cut, hung or oversized exchange.
 */
export async function exchange(
  send: (signal: AbortSignal) => Promise<Response>,
  limits: ExchangeLimits,
): Promise<HttpAnswer> {
  const abandoned = new AbortController();
  const finished = new AbortController();
  const timeLimit = limits.clock.sleep(limits.timeoutMs, finished.signal).then(() => {
    throw new TransportFault('TIMEOUT');
  });
  try {
    return await Promise.race([readWhole(send, abandoned.signal, limits.maxBytes), timeLimit]);
  } catch (error) {
    throw error instanceof TransportFault ? error : new TransportFault(readSystemCode(error), error);
  } finally {
    finished.abort();
    abandoned.abort();
  }
}

async function readWhole(
  send: (signal: AbortSignal) => Promise<Response>,
  signal: AbortSignal,
  maxBytes = defaultMaxBytes,
): Promise<HttpAnswer> {
  const response = await send(signal);
  if (response.body === null) return { status: response.status, headers: response.headers, body: '' };
  const reader = response.body.getReader();
  const discard = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', discard, { once: true });
  if (signal.aborted) discard();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > maxBytes) throw new TransportFault('BODY_TOO_LARGE');
    chunks.push(part.value);
  }
  return { status: response.status, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') };
}

/** `fetch` wraps the system's error once or twice; the innermost code says what happened. */
function readSystemCode(error: unknown): string {
  let code = 'NETWORK';
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string') code = current.code;
  }
  return code;
}

import { PassThrough } from 'node:stream';
import { Transport } from 'jsforce/lib/transport.js';
import type { HttpRequest, HttpResponse } from 'jsforce/lib/types/common.js';
import { StreamPromise } from 'jsforce/lib/util/promise.js';
import type { Clock } from '#lib/platform/clock.ts';
import { exchange, type HttpAnswer } from '#lib/platform/http-exchange.ts';

export type TransportOptions = {
  readonly clock: Clock;
  /** For one exchange, the last byte of the body included. */
  readonly timeoutMs: number;
  /** Sees every whole answer before jsforce does; what it throws is what the caller of jsforce gets. */
  readonly inspect: (answer: HttpAnswer) => void;
};

/**
 * What jsforce sends its requests through, in a `Connection` and in an `OAuth2`. Its own transport dies of
 * an uncaught exception when a body is cut in the middle, waits without end for one that hangs, retries
 * behind our back, and sends everything, even to loopback, through the proxy named in `http_proxy`. This
 * one reads the whole body within one time limit, follows no redirect (the token would go along), and
 * leaves retrying to the client.
 */
export class BufferedTransport extends Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    super();
    this.#options = options;
  }

  override httpRequest(request: HttpRequest): StreamPromise<HttpResponse> {
    // Nothing of ours reads the stream; jsforce asks for one with every request.
    return StreamPromise.create(() => ({ stream: new PassThrough(), promise: this.#send(request) }));
  }

  async #send({ url, method, headers, body }: HttpRequest): Promise<HttpResponse> {
    // `fetch` counts the bytes by itself, and under jsforce's dispatcher some releases of Node refuse a second count.
    const { 'content-length': _, ...sent } = headers ?? {};
    const content = typeof body === 'string' ? { body } : {};
    const answer = await exchange(
      (signal) => fetch(url, { method, headers: sent, ...content, redirect: 'manual', signal }),
      this.#options,
    );
    this.#options.inspect(answer);
    return {
      statusCode: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: answer.body,
    };
  }
}

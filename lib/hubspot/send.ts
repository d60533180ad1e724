import { Client } from '@hubspot/api-client';
import type { Clock } from '#lib/platform/clock.ts';
import { exchange, type HttpAnswer } from '#lib/platform/http-exchange.ts';

export type HubspotRequest = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as `application/x-www-form-urlencoded`, as HubSpot's OAuth endpoints want it. */
  readonly form?: Readonly<Record<string, string>>;
};

export type SendOptions = {
  readonly apiUrl: string;
  readonly accessToken: string | null;
  readonly clock: Clock;
  readonly timeoutMs: number;
};

/**
 * One request, one whole answer, whatever its status. A `Client` serves one call: its retry and its limiter
 * are shared by all clients of the process, so they stay off, and ours work per portal.
 *
 * @throws TransportFault
 */
export function sendToHubspot(request: HubspotRequest, options: SendOptions): Promise<HttpAnswer> {
  const client = new Client({
    basePath: options.apiUrl,
    ...(options.accessToken === null ? {} : { accessToken: options.accessToken }),
  });
  const form = request.form && {
    defaultJson: false,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(request.form).toString(),
  };
  const call = {
    method: request.method,
    path: request.path,
    ...(request.query && { qs: request.query }),
    ...(request.body && { body: request.body }),
    ...form,
  };
  return exchange(() => client.apiRequest(call), options);
}

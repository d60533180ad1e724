import { Connection } from 'jsforce';
import type { z } from 'zod';
import type { Clock } from '#lib/platform/clock.ts';
import type { HttpAnswer } from '#lib/platform/http-exchange.ts';
import {
  adviseRetry,
  type Effect,
  inBackground,
  neverRetry,
  type Patience,
  type RetryAdvice,
  retry,
} from '#lib/platform/retry.ts';
import { type AccessToken, ProviderFailure, type TokenSource } from '#lib/ports.ts';
import type { ApiBudget } from './api-usage.ts';
import { salesforceApiVersion } from './connection.ts';
import { classifyAnswer, classifyFault, unreadableAnswer } from './failures.ts';
import { BufferedTransport } from './transport.ts';

export type SalesforceCall<Value> = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** From the version root (`/sobjects/…`), or a `nextRecordsUrl` as it came. */
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Shape of a 2xx body. */
  readonly schema: z.ZodType<Value>;
  /** A POST that only reads says so; everything else is judged by its method. */
  readonly effect?: Effect;
};

export type SalesforceClientOptions = {
  readonly tokens: TokenSource;
  /** One per org and process. */
  readonly budget: ApiBudget;
  readonly clock: Clock;
  /** For one answer, its last byte included. */
  readonly timeoutMs?: number;
  readonly patience?: Patience;
  readonly random?: () => number;
};

/** Speaks for one org: its session, its daily budget, our retries. */
export type SalesforceClient = {
  /**
   * @throws ProviderFailure. Repeated as long as the patience lasts where that is safe: anything that surely had no
   * effect, and reads. A write whose answer was lost is not repeated but says `mayHaveTakenEffect`.
   */
  request<Value>(call: SalesforceCall<Value>): Promise<Value>;
  /** A file, as it came. @throws ProviderFailure, as `request` does. */
  download(path: string): Promise<HttpAnswer>;
};

/** Names our changes in the org's change events, so that they can be told from a person's. */
const callOptions = { client: 'Sluice' };

export function createSalesforceClient(options: SalesforceClientOptions): SalesforceClient {
  const { tokens, budget, clock, timeoutMs = 60_000, patience = inBackground } = options;

  /**
   * A connection serves one request with one token. It knows no refresh token, so jsforce, which would
   * refresh without end while Salesforce says 401, never refreshes.
   */
  function connect(
    { accessToken, instanceUrl }: AccessToken,
    effect: Effect,
    onAnswer: (answer: HttpAnswer) => void,
  ): Connection {
    if (instanceUrl === null) throw missingInstanceUrl();
    const connection = new Connection({
      instanceUrl,
      accessToken,
      version: salesforceApiVersion,
      callOptions,
    });
    connection._transport = new BufferedTransport({
      clock,
      timeoutMs,
      inspect(answer) {
        budget.observeAnswer(answer.headers);
        onAnswer(answer);
        if (answer.status >= 300) throw classifyAnswer(answer, effect, budget.usage());
      },
    });
    return connection;
  }

  async function sendOnce<Value>(call: Sending<Value>, token: AccessToken, effect: Effect): Promise<Value> {
    const headers = { ...call.headers, ...(call.body && { 'content-type': 'application/json' }) };
    const body = call.body && { body: JSON.stringify(call.body) };
    const request = { method: call.method, url: call.path, headers, ...body };
    const seen: HttpAnswer[] = [];
    const content: unknown = await connect(token, effect, (answer) => seen.push(answer))
      .request<unknown>(request, call.isFile ? { responseType: 'text/plain' } : {})
      .catch((error: unknown) => {
        throw classifyFault(error, effect);
      });
    return call.read(content, seen.at(-1));
  }

  function send<Value>(call: Sending<Value>, effect: Effect): Promise<Value> {
    let mayRefresh = true;

    async function attempt() {
      const token = await tokens.readToken();
      try {
        return await sendOnce(call, token, effect);
      } catch (error) {
        if (!isExpiry(error) || !mayRefresh) throw error;
        mayRefresh = false;
        return await sendOnce(call, await tokens.replaceToken(token.accessToken), effect);
      }
    }

    return retry(attempt, (error) => judge(error, effect), {
      clock,
      ...patience,
      ...(options.random && { random: options.random }),
    });
  }

  return {
    request({ schema, effect: named, ...call }) {
      const effect = named ?? (call.method === 'GET' ? 'read' : 'write');
      const read = (content: unknown) => {
        // A body that is no JSON comes back from jsforce as a plain string, and fails here.
        const parsed = schema.safeParse(content);
        if (!parsed.success) throw unreadableAnswer(effect, parsed.error);
        return parsed.data;
      };
      return send({ ...call, read }, effect);
    },
    download(path) {
      const read = (_: unknown, answer: HttpAnswer | undefined) => {
        if (answer === undefined) throw unreadableAnswer('read', new RangeError('no answer'));
        return answer;
      };
      return send({ method: 'GET', path, isFile: true, read }, 'read');
    },
  };
}

type Sending<Value> = Omit<SalesforceCall<Value>, 'schema' | 'effect'> & {
  /** jsforce leaves the body as it is. */
  readonly isFile?: boolean;
  /** Turns the body, as jsforce read it, into what the caller asked for. */
  readonly read: (content: unknown, answer: HttpAnswer | undefined) => Value;
};

function isExpiry(error: unknown): boolean {
  return error instanceof ProviderFailure && error.kind === 'auth_expired';
}

function judge(error: unknown, effect: Effect): RetryAdvice {
  return error instanceof ProviderFailure ? adviseRetry(error, effect) : neverRetry;
}

function missingInstanceUrl(): ProviderFailure {
  return new ProviderFailure({
    platform: 'salesforce',
    kind: 'rejected',
    code: 'INSTANCE_URL_MISSING',
    message: 'the session names no instance',
  });
}

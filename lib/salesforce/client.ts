import { Connection } from 'jsforce';
import type { z } from 'zod';
import type { Clock } from '#lib/platform/clock.ts';
import { adviseRetry, type Effect, neverRetry, type RetryAdvice, retry } from '#lib/platform/retry.ts';
import { type AccessToken, ProviderFailure, type TokenSource } from '#lib/ports.ts';
import type { ApiBudget } from './api-usage.ts';
import { salesforceApiVersion } from './connection.ts';
import { classifyAnswer, classifyFault, unreadableAnswer } from './failures.ts';
import { BufferedTransport } from './transport.ts';

export type SalesforceCall<Value> = {
  readonly method: 'GET' | 'POST' | 'PATCH';
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
  readonly timeoutMs?: number;
  readonly random?: () => number;
};

/** Speaks for one org: its session, its daily budget, our retries. */
export type SalesforceClient = {
  /**
   * @throws ProviderFailure. Repeated within a minute where that is safe: anything that surely had no
   * effect, and reads. A write whose answer was lost is not repeated but says `mayHaveTakenEffect`.
   */
  request<Value>(call: SalesforceCall<Value>): Promise<Value>;
};

const retryLimits = { maxAttempts: 5, totalMs: 60_000 };

/** Names our changes in the org's change events, so that they can be told from a person's. */
const callOptions = { client: 'Sluice' };

export function createSalesforceClient(options: SalesforceClientOptions): SalesforceClient {
  const { tokens, budget, clock, timeoutMs = 60_000 } = options;

  /**
   * A connection serves one request with one token. It knows no refresh token, so jsforce, which would
   * refresh without end while Salesforce says 401, never refreshes.
   */
  function connect({ accessToken, instanceUrl }: AccessToken, effect: Effect): Connection {
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
        if (answer.status >= 300) throw classifyAnswer(answer, effect, budget.usage());
      },
    });
    return connection;
  }

  async function sendOnce<Value>(call: SalesforceCall<Value>, token: AccessToken, effect: Effect) {
    const headers = { ...call.headers, ...(call.body && { 'content-type': 'application/json' }) };
    const body = call.body && { body: JSON.stringify(call.body) };
    const request = { method: call.method, url: call.path, headers, ...body };
    const answer: unknown = await connect(token, effect)
      .request<unknown>(request)
      .catch((error: unknown) => {
        throw classifyFault(error, effect);
      });
    // A body that is no JSON comes back from jsforce as a plain string, and fails here.
    const parsed = call.schema.safeParse(answer);
    if (!parsed.success) throw unreadableAnswer(effect, parsed.error);
    return parsed.data;
  }

  return {
    request(call) {
      const effect = call.effect ?? (call.method === 'GET' ? 'read' : 'write');
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
        ...retryLimits,
        ...(options.random && { random: options.random }),
      });
    },
  };
}

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

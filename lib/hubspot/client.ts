import type { z } from 'zod';
import type { Clock } from '#lib/platform/clock.ts';
import type { HttpAnswer } from '#lib/platform/http-exchange.ts';
import { parseJson } from '#lib/platform/json.ts';
import {
  adviseRetry,
  type Effect,
  inBackground,
  neverRetry,
  type Patience,
  type RetryAdvice,
  retry,
} from '#lib/platform/retry.ts';
import { ProviderFailure, type TokenSource } from '#lib/ports.ts';
import { classifyAnswer, classifyFault, unreadableAnswer } from './failures.ts';
import type { PortalLimiter, RateClass } from './limiter.ts';
import { type HubspotRequest, sendToHubspot } from './send.ts';

export type HubspotCall<Value> = HubspotRequest & {
  /** Shape of a 2xx body, 207 included: what failed in part is for the caller to read. */
  readonly schema: z.ZodType<Value>;
  /** A POST that only reads says so; everything else is judged by its method. */
  readonly effect?: Effect;
  readonly rateClass?: RateClass;
};

export type HubspotClientOptions = {
  readonly apiUrl: string;
  readonly tokens: TokenSource;
  readonly limiter: PortalLimiter;
  readonly clock: Clock;
  /** For one answer, its last byte included. */
  readonly timeoutMs?: number;
  readonly patience?: Patience;
  readonly random?: () => number;
};

/** Speaks for one portal: its token, its rate limit, our retries. */
export type HubspotClient = {
  /**
   * @throws ProviderFailure. Repeated as long as the patience lasts where that is safe: anything that surely had no
   * effect, and reads. A write whose answer was lost is not repeated but says `mayHaveTakenEffect`.
   */
  request<Value>(call: HubspotCall<Value>): Promise<Value>;
};

/** A longer limit (daily) goes to the caller at once, instead of holding everybody in the queue. */
const longestPauseMs = 10_000;

export function createHubspotClient(options: HubspotClientOptions): HubspotClient {
  const { apiUrl, tokens, limiter, clock, timeoutMs = 30_000, patience = inBackground } = options;

  async function sendOnce(
    request: HubspotRequest,
    rateClass: RateClass,
    effect: Effect,
    accessToken: string,
  ) {
    await limiter.admit(rateClass);
    try {
      const answer = await sendToHubspot(request, { apiUrl, accessToken, clock, timeoutMs });
      limiter.observeAnswer(answer.headers);
      return answer;
    } catch (error) {
      throw classifyFault(error, effect);
    }
  }

  return {
    request({ schema, effect: named, rateClass = 'standard', ...request }) {
      const effect = named ?? (request.method === 'GET' ? 'read' : 'write');
      let mayRefresh = true;

      async function attempt() {
        const { accessToken } = await tokens.readToken();
        let answer = await sendOnce(request, rateClass, effect, accessToken);
        if (answer.status === 401 && mayRefresh) {
          mayRefresh = false;
          const fresh = await tokens.replaceToken(accessToken);
          answer = await sendOnce(request, rateClass, effect, fresh.accessToken);
        }
        if (answer.status < 300) return readValue(schema, answer, effect);
        const failure = classifyAnswer(answer, effect);
        if (answer.status === 429) {
          limiter.pauseFor(rateClass, Math.min(failure.retryAfterMs ?? 0, longestPauseMs));
        }
        throw failure;
      }

      return retry(attempt, (error) => judge(error, effect), {
        clock,
        ...patience,
        ...(options.random && { random: options.random }),
      });
    },
  };
}

function readValue<Value>(schema: z.ZodType<Value>, answer: HttpAnswer, effect: Effect): Value {
  const parsed = schema.safeParse(parseJson(answer.body));
  if (!parsed.success) throw unreadableAnswer(effect, parsed.error);
  return parsed.data;
}

function judge(error: unknown, effect: Effect): RetryAdvice {
  return error instanceof ProviderFailure ? adviseRetry(error, effect) : neverRetry;
}

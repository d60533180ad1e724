import type { Failure, Side } from '#lib/domain/outcome.ts';
import { ProviderFailure, type ProviderFailureFacts } from '#lib/ports.ts';
import { TransportFault } from './http-exchange.ts';
import type { Effect } from './retry.ts';

/**
 * A failure that came as an answer. The provider's sentence may quote a person's values, so it is kept out of
 * everything a log would print of an error: the message, and the properties that can be enumerated.
 */
export class RefusedRequest extends ProviderFailure {
  readonly status: number;
  readonly #refusal: Failure;

  constructor(facts: Omit<ProviderFailureFacts, 'message'>, status: number, refusal: Failure) {
    super({ ...facts, message: `${facts.code} (HTTP ${status})` });
    this.status = status;
    this.#refusal = refusal;
  }

  /** What the answer says about the request's only record. */
  get refusal(): Failure {
    return this.#refusal;
  }
}

/** The typed failure for a request that got no whole answer; anything else is passed on as it is. */
export function classifyTransportFault(platform: Side, error: unknown, effect: Effect): unknown {
  if (!(error instanceof TransportFault)) return error;
  return new ProviderFailure({
    platform,
    kind: 'unavailable',
    code: error.code,
    message: error.message,
    mayHaveTakenEffect: effect === 'write' && error.mayHaveArrived,
    cause: error,
  });
}

/** The provider said 2xx and sent something that is not what it documents. */
export function unknownShape(platform: Side, effect: Effect, cause: unknown): ProviderFailure {
  return new ProviderFailure({
    platform,
    kind: 'unavailable',
    code: 'UNREADABLE_ANSWER',
    message: 'the answer has an unknown shape',
    mayHaveTakenEffect: effect === 'write',
    cause,
  });
}

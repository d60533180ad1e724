import type { Context } from 'hono';
import { invalidJson } from './endpoint.ts';
import { type HubspotError, validationError } from './errors.ts';

/** One entry of `errors` in a 207 answer. */
export interface BatchError {
  status: 'error';
  category: string;
  message: string;
  context: Record<string, string[]>;
  errors: unknown[];
  links: Record<string, string>;
}

export const BATCH_MAX = 100;
export const HISTORY_BATCH_MAX = 50;

/** The `inputs` of a batch call; 400 when missing, empty or more than `max`. */
export function readInputs(body: Record<string, unknown>, max = BATCH_MAX): Record<string, unknown>[] {
  const { inputs } = body;
  if (inputs === undefined) {
    throw validationError(
      'Invalid input JSON on line 1, column 1: Some required fields were not set: [inputs]',
    );
  }
  if (!Array.isArray(inputs) || inputs.some((input) => typeof input !== 'object' || input === null)) {
    throw invalidJson('Cannot deserialize value of type `ArrayList` from `inputs`');
  }
  if (inputs.length === 0) throw validationError('The batch request must have at least one input.');
  if (inputs.length > max) {
    throw validationError(
      `The maximum number of inputs supported in a batch request is ${max}. Please reduce the number of items and try again`,
    );
  }
  return inputs;
}

/** A text field of one input; numbers are taken as text, anything else is a 400. */
export function readText(input: Record<string, unknown>, field: string): string {
  const value = input[field];
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw validationError(
      `Invalid input JSON on line 1, column 1: Some required fields were not set: [${field}]`,
    );
  }
  return String(value);
}

export function readProperties(input: Record<string, unknown>): Record<string, unknown> {
  const { properties } = input;
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) {
    throw validationError(
      'Invalid input JSON on line 1, column 1: Some required fields were not set: [properties]',
    );
  }
  return properties as Record<string, unknown>;
}

export function readNames(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

export function batchError(category: string, message: string, context: Record<string, string[]>): BatchError {
  return { status: 'error', category, message, context, errors: [], links: {} };
}

/** An error that would have refused the whole call, as the fate of one input. */
export function toBatchError(error: HubspotError, traceId: string): BatchError {
  const { category = 'VALIDATION_ERROR', message } = error.body;
  return batchError(category, message, { objectWriteTraceId: [traceId] });
}

/** Answers `success` when every input went well, 207 otherwise. */
export function answerBatch(
  c: Context,
  startedAt: number,
  completedAt: number,
  results: unknown[],
  errors: BatchError[],
  success: 200 | 201 = 200,
): Response {
  return c.json(
    {
      status: 'COMPLETE',
      results,
      ...(errors.length > 0 && { numErrors: errors.length, errors }),
      startedAt: new Date(startedAt).toISOString(),
      completedAt: new Date(completedAt).toISOString(),
    },
    errors.length > 0 ? 207 : success,
  );
}

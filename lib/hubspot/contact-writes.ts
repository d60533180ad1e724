import { z } from 'zod';
import type { Failure } from '#lib/domain/outcome.ts';
import { RefusedRequest } from '#lib/platform/refused-request.ts';
import { type BatchVerdict, sendSplitting } from '#lib/platform/split-batch.ts';
import { type HubspotPort, ProviderFailure, type WriteResult } from '#lib/ports.ts';
import type { HubspotClient } from './client.ts';
import { describeRefusal, readErrorBody } from './failures.ts';
import { hubspotPaths } from './paths.ts';
import { type BatchError, contactWriteSchema } from './schemas.ts';

type ContactWrites = Pick<HubspotPort, 'createContacts' | 'updateContacts' | 'archiveContacts'>;

type BatchInput = {
  readonly id?: string;
  readonly properties: Readonly<Record<string, string>>;
  /** Unique in the batch: without it one bad input fails all, and nothing says which. */
  readonly objectWriteTraceId: string;
};

export function createContactWrites(client: HubspotClient): ContactWrites {
  const write = (path: string, inputs: readonly BatchInput[]) =>
    sendSplitting(
      inputs,
      async (part) => {
        const body = { inputs: part };
        const answer = await client.request({ method: 'POST', path, body, schema: contactWriteSchema });
        return part.map((input) => findResult(input, part, answer));
      },
      createJudge(),
    );

  return {
    async archiveContacts(hubspotContactIds) {
      const body = { inputs: hubspotContactIds.map((id) => ({ id })) };
      // Repeating it is harmless: HubSpot says 204 to contacts that are gone.
      const call = { method: 'POST', path: hubspotPaths.archiveContacts, body, effect: 'read' } as const;
      await client.request({ ...call, schema: z.unknown() });
    },
    createContacts: (inputs) =>
      write(
        hubspotPaths.createContacts,
        inputs.map((properties, index) => ({ properties, objectWriteTraceId: String(index) })),
      ),
    async updateContacts(inputs) {
      const updates = inputs.map(({ hubspotContactId, properties }, index) => ({
        id: hubspotContactId,
        properties,
        objectWriteTraceId: String(index),
      }));
      const results = await write(hubspotPaths.updateContacts, updates);
      return results.map((result, index) => nameAddress(result, inputs[index]?.properties ?? {}));
    },
  };
}

/** An address that another contact has is refused without being named; the other fields can be written all the same. */
function nameAddress(result: WriteResult, properties: BatchInput['properties']): WriteResult {
  if (result.isWritten || result.failure.code !== 'CONFLICT' || result.failure.field !== null) return result;
  return 'email' in properties ? { ...result, failure: { ...result.failure, field: 'email' } } : result;
}

/** HubSpot promises no order: an input is joined with its answer by trace id, else by id or address. */
function findResult(
  input: BatchInput,
  inputs: readonly BatchInput[],
  answer: z.infer<typeof contactWriteSchema>,
): WriteResult {
  const written =
    answer.results.find(({ objectWriteTraceId }) => objectWriteTraceId === input.objectWriteTraceId) ??
    answer.results.find((result) => !result.objectWriteTraceId && isAnswerTo(input, result)) ??
    (inputs.length === 1 ? answer.results[0] : undefined);
  if (written !== undefined) return { isWritten: true, recordId: written.id };
  const refused = (answer.errors ?? []).find((error) => isErrorOf(input, error));
  return { isWritten: false, failure: refused === undefined ? noResult : describeBatchError(refused) };
}

function isAnswerTo(
  input: BatchInput,
  result: z.infer<typeof contactWriteSchema>['results'][number],
): boolean {
  if (input.id !== undefined) return result.id === input.id;
  const address = input.properties.email?.trim().toLowerCase();
  return address !== undefined && result.properties?.email?.toLowerCase() === address;
}

function isErrorOf(input: BatchInput, { context }: BatchError): boolean {
  if (context.objectWriteTraceId?.includes(input.objectWriteTraceId)) return true;
  return input.id !== undefined && [...(context.ids ?? []), ...(context.id ?? [])].includes(input.id);
}

function describeBatchError(error: BatchError): Failure {
  return describeRefusal(readErrorBody(error), error.category, error.context);
}

/** Nothing in the answer is about this input: it may be written or not, so it is looked at again. */
const noResult: Failure = {
  code: 'NO_RESULT',
  side: 'hubspot',
  field: null,
  detail: null,
  isRetryable: true,
  fixer: 'nobody_wait',
};

/** Answers that one bad input can bring on the whole batch. */
const spoiltBatchStatuses: ReadonlySet<number> = new Set([400, 404, 409, 413]);
const lockedStatus = 423;
/** A lock on one contact is found in this many requests; one on the whole portal is not worth more. */
const maxLockedRequests = 8;

function createJudge(): (error: unknown) => BatchVerdict<WriteResult> {
  let lockedRequests = 0;
  return (error) => {
    if (!(error instanceof RefusedRequest))
      return stop(error instanceof ProviderFailure ? error.code : 'NO_RESULT');
    if (spoiltBatchStatuses.has(error.status)) {
      return { kind: 'split', alone: { isWritten: false, failure: error.refusal } };
    }
    if (error.status !== lockedStatus || lockedRequests === maxLockedRequests) return stop(error.code);
    lockedRequests += 1;
    return { kind: 'split', alone: tryAgain(error.code) };
  };
}

function stop(code: string): BatchVerdict<WriteResult> {
  return { kind: 'stop', untried: tryAgain(code) };
}

function tryAgain(code: string): WriteResult {
  return { isWritten: false, failure: { ...noResult, code } };
}

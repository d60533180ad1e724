import { RefusedRequest } from '#lib/platform/refused-request.ts';
import { type BatchVerdict, sendSplitting } from '#lib/platform/split-batch.ts';
import { ProviderFailure, type SalesforcePort, type SalesforceWrite, type WriteResult } from '#lib/ports.ts';
import type { SalesforceClient } from './client.ts';
import { describeRefusal } from './failures.ts';
import { savedSchema } from './schemas.ts';

type RecordWrites = Pick<SalesforcePort, 'create' | 'update'>;
type Write = SalesforceWrite & { readonly salesforceId?: string };

/**
 * Lead assignment rules run on every write unless told not to. A duplicate rule that blocks or alerts is
 * the org's decision: it is reported, never overridden.
 */
const writeHeaders = { 'Sforce-Auto-Assign': 'FALSE' };

export function createRecordWrites(client: SalesforceClient): RecordWrites {
  async function send(method: 'POST' | 'PATCH', writes: readonly Write[]): Promise<WriteResult[]> {
    const records = writes.map(({ salesforceType, salesforceId, fields }) => ({
      attributes: { type: salesforceType },
      ...(salesforceId !== undefined && { id: salesforceId }),
      ...fields,
    }));
    const saved = await client.request({
      method,
      path: '/composite/sobjects',
      body: { allOrNone: false, records },
      headers: writeHeaders,
      schema: savedSchema.length(writes.length),
    });
    return saved.map(({ id, success, errors }) =>
      success && typeof id === 'string'
        ? { isWritten: true, recordId: id }
        : { isWritten: false, failure: describeRefusal(errors[0]) },
    );
  }

  /** Leads first: Salesforce works through a mixed batch by runs of one type, ten at most. */
  async function write(method: 'POST' | 'PATCH', writes: readonly Write[]): Promise<readonly WriteResult[]> {
    const order = writes
      .map((_, index) => index)
      .sort(
        (a, b) =>
          Number(writes[a]?.salesforceType === 'Contact') - Number(writes[b]?.salesforceType === 'Contact'),
      );
    const sorted = order.flatMap((index) => writes[index] ?? []);
    const results = await sendSplitting(sorted, (part) => send(method, part), judgeBatch);
    const inOrder: WriteResult[] = [];
    for (const [position, result] of results.entries()) inOrder[order[position] ?? position] = result;
    return inOrder;
  }

  return { create: (records) => write('POST', records), update: (records) => write('PATCH', records) };
}

/** One record with an unknown field or an unreadable value makes Salesforce refuse the whole request. */
function judgeBatch(error: unknown): BatchVerdict<WriteResult> {
  if (error instanceof RefusedRequest && error.status === 400 && error.kind === 'rejected') {
    return { kind: 'split', alone: { isWritten: false, failure: error.refusal } };
  }
  const code = error instanceof ProviderFailure ? error.code : 'UNKNOWN_EXCEPTION';
  const failure = { ...describeRefusal({ statusCode: code, message: '' }), isRetryable: true } as const;
  return { kind: 'stop', untried: { isWritten: false, failure: { ...failure, fixer: 'nobody_wait' } } };
}

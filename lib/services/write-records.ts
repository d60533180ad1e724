import type { Failure, FieldFault } from '#lib/domain/outcome.ts';
import { ProviderFailure, type WriteResult } from '#lib/ports.ts';

/** One record to be written; `fields` shrinks when the provider refuses single fields. */
export type RecordWrite<Key, Value> = {
  readonly key: Key;
  readonly fields: Readonly<Record<string, Value>>;
  /** Fields without which the record must not be written. */
  readonly required: ReadonlySet<string>;
};

export type RecordWriteResult =
  | { readonly kind: 'written'; readonly recordId: string; readonly faults: readonly FieldFault[] }
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** Nobody knows whether it was written: read again before writing again. */
  | { readonly kind: 'lost' };

export type RecordWrites<Key> = {
  readonly results: ReadonlyMap<Key, RecordWriteResult>;
  /** The failure that cut the writing short, if one did. */
  readonly interruption: ProviderFailure | null;
};

/** A record whose refused fields keep being others is given up after this many tries. */
const maxRounds = 4;

/**
 * Writes records in batches of `batchSize`. A field that the provider refuses fails alone: the record is
 * written again without it. A call that fails as a whole leaves its records and all later ones `lost`, unless it was
 * refused: then its own records are.
 */
export async function writeRecords<Key, Value>(
  writes: readonly RecordWrite<Key, Value>[],
  batchSize: number,
  send: (batch: readonly RecordWrite<Key, Value>[]) => Promise<readonly WriteResult[]>,
): Promise<RecordWrites<Key>> {
  const results = new Map<Key, RecordWriteResult>(writes.map(({ key }) => [key, { kind: 'lost' }]));
  const faults = new Map<Key, FieldFault[]>(writes.map(({ key }) => [key, []]));
  let round = writes;
  for (let tries = 1; round.length > 0; tries += 1) {
    const again: RecordWrite<Key, Value>[] = [];
    for (let start = 0; start < round.length; start += batchSize) {
      const batch = round.slice(start, start + batchSize);
      const answers = await sendOrInterrupt(send, batch);
      if (answers instanceof ProviderFailure) {
        // Nothing was written, and the same call would be refused again: its records wait for a person, not for time.
        if (answers.kind === 'rejected') {
          const failure = ofWholeCall(answers);
          for (const { key } of batch) results.set(key, { kind: 'refused', failure });
        }
        return { results, interruption: answers };
      }
      batch.forEach((write, index) => {
        const answer = answers[index];
        if (answer === undefined) return;
        const found = faults.get(write.key) ?? [];
        if (answer.isWritten) {
          results.set(write.key, { kind: 'written', recordId: answer.recordId, faults: found });
          return;
        }
        const smaller = tries < maxRounds ? withoutField(write, answer.failure) : null;
        if (smaller === null) {
          results.set(write.key, { kind: 'refused', failure: answer.failure });
          return;
        }
        found.push(toFault(write, answer.failure));
        again.push(smaller);
      });
    }
    round = again;
  }
  return { results, interruption: null };
}

function ofWholeCall({ platform, code, message }: ProviderFailure): Failure {
  return {
    code,
    side: platform,
    field: null,
    detail: message || null,
    isRetryable: false,
    fixer: platform === 'hubspot' ? 'hubspot_admin' : 'salesforce_admin',
  };
}

async function sendOrInterrupt<Write>(
  send: (batch: readonly Write[]) => Promise<readonly WriteResult[]>,
  batch: readonly Write[],
): Promise<readonly WriteResult[] | ProviderFailure> {
  try {
    return await send(batch);
  } catch (error) {
    if (error instanceof ProviderFailure) return error;
    throw error;
  }
}

/** The write without the refused field; `null` when none is named, it is required, or nothing would be left. */
function withoutField<Key, Value>(
  write: RecordWrite<Key, Value>,
  { field, isRetryable }: Failure,
): RecordWrite<Key, Value> | null {
  if (isRetryable || field === null || !(field in write.fields) || write.required.has(field)) return null;
  const { [field]: _, ...fields } = write.fields;
  return Object.keys(fields).length === 0 ? null : { ...write, fields };
}

function toFault<Key, Value>(write: RecordWrite<Key, Value>, { side, field, code }: Failure): FieldFault {
  const value = write.fields[field ?? ''];
  return {
    side,
    field: field ?? '',
    code: faultCodes[code] ?? 'rejected_by_rule',
    valueLength: value === null || value === undefined ? 0 : String(value).length,
  };
}

/** Provider codes that say the same as one of ours. */
const faultCodes: Readonly<Record<string, FieldFault['code']>> = {
  STRING_TOO_LONG: 'value_too_long',
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: 'not_in_picklist',
  INVALID_OPTION: 'not_in_picklist',
  INVALID_FIELD_FOR_INSERT_UPDATE: 'read_only_field',
  READ_ONLY_VALUE: 'read_only_field',
  INVALID_EMAIL_ADDRESS: 'wrong_type',
};

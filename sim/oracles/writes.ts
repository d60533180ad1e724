import { listOf, objectOf, textOf } from '#sim/machine/json.ts';
import type { Exchange } from '#sim/machine/wire.ts';
import { mappedFields } from '#sim/stage/fields.ts';

/** One record that a request wants to write. */
export type Write =
  | {
      readonly kind: 'update_contact';
      readonly contactId: string;
      readonly values: Values;
      readonly traceId: string;
    }
  | { readonly kind: 'create_contact'; readonly values: Values; readonly traceId: string }
  | { readonly kind: 'archive_contact'; readonly contactId: string; readonly values: Values }
  | {
      readonly kind: 'update_record';
      readonly type: string;
      readonly recordId: string;
      readonly values: Values;
    }
  | { readonly kind: 'create_record'; readonly type: string; readonly values: Values };

export type Values = Readonly<Record<string, string | null>>;

/** What a request would write; nothing for one that only reads. */
export function writesIn({ service, method, path, body }: Exchange): Write[] {
  return service === 'hubspot' ? contactWrites(method, path, body) : recordWrites(method, path, body);
}

function contactWrites(method: string, path: string, body: unknown): Write[] {
  const inputs = listOf(objectOf(body).inputs);
  if (path.endsWith('/contacts/batch/update')) {
    return inputs.map(({ id, properties, objectWriteTraceId }) => ({
      kind: 'update_contact',
      contactId: String(id),
      values: valuesOf(objectOf(properties)),
      traceId: textOf(objectWriteTraceId),
    }));
  }
  if (path.endsWith('/contacts/batch/create')) {
    return inputs.map(({ properties, objectWriteTraceId }) => ({
      kind: 'create_contact',
      values: valuesOf(objectOf(properties)),
      traceId: textOf(objectWriteTraceId),
    }));
  }
  if (path.endsWith('/contacts/batch/archive')) {
    return inputs.map(({ id }) => ({ kind: 'archive_contact', contactId: String(id), values: {} }));
  }
  const isOther = method === 'PATCH' || method === 'DELETE' || /\/(upsert|merge|gdpr-delete)$/.test(path);
  if (isOther && path.includes('/contacts')) throw new Error(`a write no oracle knows: ${method} ${path}`);
  return [];
}

function recordWrites(method: string, path: string, body: unknown): Write[] {
  if (!path.endsWith('/composite/sobjects')) {
    const parts = path.endsWith('/composite') ? listOf(objectOf(body).compositeRequest) : [];
    if (method === 'PATCH' || method === 'DELETE' || parts.some((part) => part.method !== 'GET'))
      throw new Error(`a write no oracle knows: ${method} ${path}`);
    return [];
  }
  return listOf(objectOf(body).records).map((record): Write => {
    const { attributes, id, ...fields } = record;
    const type = textOf(objectOf(attributes).type);
    const values = valuesOf(fields);
    return id === undefined
      ? { kind: 'create_record', type, values }
      : { kind: 'update_record', type, recordId: String(id), values };
  });
}

function valuesOf(fields: Readonly<Record<string, unknown>>): Values {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value === null || value === '' ? null : String(value),
    ]),
  );
}

/** Which of a request's writes were refused, by their place in it; none when it was refused as a whole. */
export function refusedIn(exchange: Exchange): ReadonlySet<number> {
  const { service, answer } = exchange;
  if (service === 'salesforce') {
    const rows = listOf(answer);
    return new Set(rows.flatMap(({ success }, index) => (success === false ? [index] : [])));
  }
  const errors = listOf(objectOf(answer).errors);
  const traceIds = errors.flatMap(({ context }) => objectOf(context).objectWriteTraceId);
  const writes = writesIn(exchange);
  return new Set(
    writes.flatMap((write, index) => ('traceId' in write && traceIds.includes(write.traceId) ? [index] : [])),
  );
}

/** HubSpot's names of the mapped fields that a write is about. */
export function propertiesOf({ values }: Write): string[] {
  const names = mappedFields.filter((field) =>
    [field.property, field.Lead, field.Contact].some((name) => values[name] !== undefined),
  );
  return names.map(({ property }) => property);
}

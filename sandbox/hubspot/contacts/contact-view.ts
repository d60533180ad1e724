import type { Portal } from '#sandbox/hubspot/portal.ts';
import type { PropertyVersion } from './changes.ts';

export interface ContactView {
  id: string;
  properties: Record<string, string | null>;
  propertiesWithHistory?: Record<string, unknown[]>;
  createdAt: string;
  updatedAt: string;
  archived: boolean;
  archivedAt?: string;
  objectWriteTraceId?: string;
  new?: boolean;
}

const ALWAYS_SHOWN = ['createdate', 'hs_object_id', 'lastmodifieddate'];
const SHOWN_BY_DEFAULT = [...ALWAYS_SHOWN, 'email', 'firstname', 'lastname'];

/**
 * A function that shows contacts with the asked properties. Unknown names are left out without an error, known
 * ones without a value are `null`. Resolving the properties once is what makes a batch of 100 cheap.
 */
export function createContactViewer(
  portal: Portal,
  properties: readonly string[] = [],
  withHistory: readonly string[] = [],
  readerOf: (property: string) => (row: number) => string = (property) => portal.contacts.reader(property),
): (row: number) => ContactView {
  const { contacts } = portal;
  const names = properties.length === 0 ? SHOWN_BY_DEFAULT : [...new Set([...properties, ...ALWAYS_SHOWN])];
  const readers = names
    .filter((name) => portal.properties.find(name))
    .map((name) => ({ name, read: readerOf(name) }));
  const historyNames = withHistory.filter((name) => portal.properties.find(name));

  return (row) => {
    const values: Record<string, string | null> = {};
    for (const { name, read } of readers) values[name] = read(row) || null;
    const archivedAt = contacts.archivedAt(row);
    return {
      id: contacts.idOf(row),
      properties: values,
      ...(historyNames.length === 0 ? {} : { propertiesWithHistory: showHistory(portal, row, historyNames) }),
      createdAt: values.createdate ?? '',
      updatedAt: values.lastmodifieddate ?? '',
      archived: archivedAt !== undefined,
      ...(archivedAt === undefined ? {} : { archivedAt: new Date(archivedAt).toISOString() }),
    };
  };
}

/** What a write answers with: the properties that were written and the ones always shown. */
export function showWritten(portal: Portal, row: number, written: Iterable<string>): ContactView {
  return createContactViewer(portal, [...written, ...SHOWN_BY_DEFAULT])(row);
}

function showHistory(portal: Portal, row: number, names: readonly string[]): Record<string, unknown[]> {
  return Object.fromEntries(
    names.map((name) => [name, portal.contacts.versions(row, name).map(showVersion)] as const),
  );
}

function showVersion({ value, at, source }: PropertyVersion): Record<string, unknown> {
  const { sourceType, sourceId, sourceLabel, userId } = source;
  return {
    value,
    timestamp: new Date(at).toISOString(),
    sourceType,
    sourceId,
    ...(sourceLabel === undefined ? {} : { sourceLabel }),
    ...(userId === undefined ? {} : { updatedByUserId: userId }),
  };
}

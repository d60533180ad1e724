import type { ZodError } from 'zod';
import {
  type CheckDocumentResponse,
  type DocumentFault,
  type SettingsDocument,
  settingsDocumentSchema,
} from '#lib/contracts/settings-document.ts';
import { listSettingChanges } from '#lib/domain/setting-changes.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import type { InclusionList } from '#lib/domain/sync-gate.ts';
import type { HubspotList } from '#lib/ports.ts';
import { checkMappingSet } from './check-mapping-set.ts';
import type { RequestContext } from './context.ts';
import { contactObjectTypeId, stateOf } from './read-list-state.ts';
import { applyRules } from './save-rules.ts';

/** What a document comes to: everything that is wrong with it, or what it makes of the settings that are in force. */
export type DocumentReading =
  | { readonly kind: 'faulty'; readonly faults: readonly DocumentFault[] }
  | {
      readonly kind: 'sound';
      readonly document: SettingsDocument;
      readonly applyTo: (current: SyncSettings) => SyncSettings;
    };

/**
 * Says what importing a document would change, or names every fault at once. Changes nothing.
 *
 * @throws ServiceError `salesforce_not_connected`: the mappings cannot be checked.
 */
export async function checkDocument(
  context: RequestContext,
  document: unknown,
): Promise<CheckDocumentResponse> {
  const { revision, settings } = await context.stores.settings.readCurrent();
  const reading = await readDocument(context, document);
  if (reading.kind === 'faulty') return { revision, faults: [...reading.faults], changes: [] };
  return { revision, faults: [], changes: listSettingChanges(settings, reading.applyTo(settings)) };
}

/** Checks a document against its schema, both live schemas and the lists of this portal. */
export async function readDocument(context: RequestContext, document: unknown): Promise<DocumentReading> {
  const parsed = settingsDocumentSchema.safeParse(document);
  if (!parsed.success) return { kind: 'faulty', faults: listShapeFaults(parsed.error) };
  const { settings } = parsed.data;
  const [list, mappingFaults] = await Promise.all([
    findList(context, parsed.data),
    checkMappingSet(context, settings.mappings),
  ]);
  const faults: DocumentFault[] = [
    ...(list !== null && 'kind' in list ? [list] : []),
    ...mappingFaults.map((fault) => ({ kind: 'mapping' as const, fault })),
  ];
  if (faults.length > 0 || (list !== null && 'kind' in list)) return { kind: 'faulty', faults };
  const now = new Date(context.clock.now()).toISOString();
  const { creating, rules, mappings } = settings;
  const applyTo = (current: SyncSettings): SyncSettings => ({
    ...current,
    ...creating,
    ...applyRules(current, rules, now),
    inclusionList: list,
    mappings,
  });
  return { kind: 'sound', document: parsed.data, applyTo };
}

/**
 * The document's list in this portal. A document of another portal names a list that has another id here, or the same
 * id for another list: there only the name tells.
 */
async function findList(
  context: RequestContext,
  { portalId, settings: { inclusionList } }: SettingsDocument,
): Promise<InclusionList | Extract<DocumentFault, { kind: 'list' }> | null> {
  if (inclusionList === null) return null;
  const { hubspot, stores } = context;
  const isOwn = (await stores.readTenant()).portalId === portalId;
  const list = isOwn
    ? await hubspot.readList(inclusionList.listId)
    : await findByName(context, inclusionList.name);
  const reason = list === null ? 'not_found' : reasonAgainst(list);
  if (list === null || reason !== null) {
    return { kind: 'list', reason: reason ?? 'not_found', listName: inclusionList.name };
  }
  return { listId: list.listId, name: list.name };
}

async function findByName({ hubspot }: RequestContext, name: string): Promise<HubspotList | null> {
  let offset: number | null = 0;
  while (offset !== null) {
    const page: Awaited<ReturnType<typeof hubspot.searchLists>> = await hubspot.searchLists({
      query: name,
      offset,
      count: 500,
    });
    const found = page.lists.find((list) => list.name === name);
    if (found) return found;
    offset = page.nextOffset;
  }
  return null;
}

function reasonAgainst(list: HubspotList): 'static' | 'deleted' | 'not_of_contacts' | null {
  const { kind } = stateOf(list);
  if (kind === 'deleted') return 'deleted';
  if (list.objectTypeId !== contactObjectTypeId) return 'not_of_contacts';
  return kind === 'usable' ? null : 'static';
}

function listShapeFaults({ issues }: ZodError): DocumentFault[] {
  return issues.flatMap((issue): DocumentFault[] => {
    const path = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ kind: 'unknown_key', path: path === '' ? key : `${path}.${key}` }));
    }
    return [{ kind: 'value', path, expected: sayExpected(issue) }];
  });
}

function sayExpected(issue: ZodError['issues'][number]): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected;
    case 'invalid_value':
      return issue.values.map(String).join(' | ');
    case 'too_small':
      return `≥ ${issue.minimum}`;
    case 'too_big':
      return `≤ ${issue.maximum}`;
    default:
      return issue.code;
  }
}

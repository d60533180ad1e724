import type { Activity } from '#sim/machine/activities.ts';
import { isObject, type Json, listOf, objectOf, textOf } from '#sim/machine/json.ts';
import type { Exchange } from '#sim/machine/wire.ts';
import { criterion, mappedFields, type Tier } from '#sim/stage/fields.ts';
import { nextTick, type Scene, type TenantSide } from '#sim/stage/scene.ts';

/**
 * A contact as an activity has read it since it last read its memberships. It may have been read more than once, and
 * nobody can say which reading the product goes by.
 */
export type ContactRead = {
  readonly tick: number;
  readonly at: number;
  readonly snapshots: readonly Json[];
  /** Lists whose criteria the values met in one of the readings. */
  readonly meets: ReadonlySet<string>;
};
export type MembershipRead = {
  readonly tick: number;
  readonly at: number;
  readonly lists: ReadonlySet<string>;
};
/** One reading of a record. */
export type RecordRead = { readonly tick: number; readonly fields: Json };

/** Everything one activity has heard. Written down from the wire, not from what the product makes of it. */
export type Knowledge = {
  /** By every id the contact was asked for or answers with. */
  readonly contacts: Map<string, ContactRead>;
  readonly memberships: Map<string, MembershipRead>;
  readonly lists: Map<string, { readonly tick: number; readonly isUsable: boolean }>;
  /** Every reading since the work under way was taken up: nobody can say which one the product goes by. */
  readonly records: Map<string, readonly RecordRead[]>;
  /** Addresses that were looked for in Salesforce, and when. */
  readonly soughtInSalesforce: Map<string, number>;
};

const known = new WeakMap<Activity, Knowledge>();

export function knowledgeOf(activity: Activity): Knowledge {
  const found = known.get(activity);
  if (found !== undefined) return found;
  const made: Knowledge = {
    contacts: new Map(),
    memberships: new Map(),
    lists: new Map(),
    records: new Map(),
    soughtInSalesforce: new Map(),
  };
  known.set(activity, made);
  return made;
}

/** Notes what an answer tells the activity. Unheard answers tell nothing. */
export function learn(scene: Scene, side: TenantSide, exchange: Exchange): void {
  const { activity, service, path, status } = exchange;
  if (activity === undefined || !exchange.isHeard || status === null) return;
  const knowledge = knowledgeOf(activity);
  const tick = nextTick(scene);
  const listId = /\/crm\/lists\/[\d-]+\/(\d+)$/.exec(path)?.[1];
  if (service === 'salesforce') learnRecords(knowledge, activity, exchange, tick);
  else if (path.endsWith('/memberships/batch/read'))
    learnMemberships(knowledge, exchange, tick, scene.world.clock.now());
  else if (listId !== undefined) learnList(knowledge, exchange, tick, listId);
  else if (isContactRead(exchange) && readsValues(exchange)) learnContacts(scene, side, exchange, tick);
}

/** What a write answers is no reading of the record. */
const isContactRead = ({ method, path }: Exchange): boolean =>
  /\/contacts(\/\d+)?$/.test(path) ? method === 'GET' : /\/contacts\/(batch\/read|search)$/.test(path);

/** Neither the times of edits nor the addresses say anything about the values. */
const readsValues = ({ body, query }: Exchange): boolean => {
  const { propertiesWithHistory, properties } = objectOf(body);
  if (Array.isArray(propertiesWithHistory) && propertiesWithHistory.length > 0) return false;
  const asked = Array.isArray(properties) ? properties : (query.get('properties') ?? '').split(',');
  return asked.some((name) => valueProperties.has(String(name)));
};
const valueProperties = new Set<string>([...mappedFields.map(({ property }) => property), 'company']);

function learnContacts(scene: Scene, side: TenantSide, exchange: Exchange, tick: number): void {
  if (exchange.activity === undefined || !(exchange.status === 200 || exchange.status === 207)) return;
  const { contacts, memberships } = knowledgeOf(exchange.activity);
  const answer = objectOf(exchange.answer);
  const rows = isObject(answer.properties) ? [answer] : listOf(answer.results);
  for (const row of rows) {
    const contactId = textOf(row.id);
    const properties = objectOf(row.properties);
    const before = contacts.get(contactId);
    const isSameWave = before !== undefined && (memberships.get(contactId)?.tick ?? 0) < before.tick;
    const read: ContactRead = {
      tick,
      at: scene.world.clock.now(),
      snapshots: [...(isSameWave ? before.snapshots : []), properties],
      meets: new Set([...(isSameWave ? before.meets : []), ...listsMet(side, contactId)]),
    };
    const mergedIds = textOf(properties.hs_merged_object_ids).split(';');
    for (const id of [contactId, ...mergedIds]) if (id !== '') contacts.set(id, read);
  }
}

/** The lists the contact belongs to by its own values right now, whatever HubSpot has evaluated so far. */
function listsMet({ product, criteria }: TenantSide, contactId: string): ReadonlySet<string> {
  const { contacts } = product.portal;
  const row = contacts.rowOf(contactId);
  const tier = row === undefined ? '' : contacts.get(contacts.survivorOf(row), criterion);
  const met = [...criteria].filter(([, { tiers }]) => tiers.includes(tier as Tier));
  return new Set(met.map(([listId]) => listId));
}

function learnMemberships({ memberships }: Knowledge, { answer }: Exchange, tick: number, at: number): void {
  for (const row of listOf(objectOf(answer).results)) {
    const lists = listOf(row.recordListMemberships).map(({ listId }) => String(listId));
    memberships.set(String(row.recordId), { tick, at, lists: new Set(lists) });
  }
}

function learnList({ lists }: Knowledge, { status, answer }: Exchange, tick: number, listId: string): void {
  const list = objectOf(objectOf(answer).list);
  const isThere = status === 200 && !list.deletedAt;
  lists.set(listId, { tick, isUsable: isThere && list.processingType === 'DYNAMIC' });
}

function learnRecords(
  knowledge: Knowledge,
  activity: Activity,
  { answer, query, path, status, body }: Exchange,
  tick: number,
): void {
  if (status !== 200) return;
  learnRows(knowledge, activity, path, query, answer, tick);
  if (!path.endsWith('/composite')) return;
  const answers = listOf(objectOf(answer).compositeResponse);
  for (const [index, request] of listOf(objectOf(body).compositeRequest).entries()) {
    const { httpStatusCode, body: part } = answers[index] ?? {};
    const { pathname, searchParams } = new URL(textOf(request.url), 'http://salesforce');
    if (httpStatusCode === 200) learnRows(knowledge, activity, pathname, searchParams, part, tick);
  }
}

function learnRows(
  knowledge: Knowledge,
  { tookUpAt }: Activity,
  path: string,
  query: URLSearchParams,
  answer: unknown,
  tick: number,
): void {
  if (!isRecordRead(path)) return;
  const rows = Array.isArray(answer) ? listOf(answer) : listOf(objectOf(answer).records);
  for (const row of rows) {
    const recordId = textOf(row.Id);
    if (recordId === '') continue;
    const before = (knowledge.records.get(recordId) ?? []).filter((read) => read.tick >= tookUpAt);
    knowledge.records.set(recordId, [...before, { tick, fields: row }]);
  }
  const soql = path.endsWith('/query') ? (query.get('q') ?? '') : '';
  const addresses = /Email IN \(([^)]*)\)/.exec(soql)?.[1] ?? '';
  for (const [, address] of addresses.matchAll(/'([^']*)'/g)) {
    if (address !== undefined) knowledge.soughtInSalesforce.set(address.toLowerCase(), tick);
  }
}

const isRecordRead = (path: string): boolean => /\/(query|queryAll|composite\/sobjects\/\w+)$/.test(path);

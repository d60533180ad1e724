import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { initialSettings, type SyncSettings } from '#lib/domain/settings.ts';
import type { SyncTrigger } from '#lib/domain/sync-trigger.ts';
import type { SyncRun } from '#lib/ports/runs.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import { type DrainResult, drainTenant } from './drain-tenant.ts';
import {
  addContact,
  addList,
  createOrg,
  createPortal,
  type OrgState,
  openHubspot,
  openSalesforce,
  type PortalState,
} from './platforms.fixtures.ts';
import type { TenantSession } from './sync-session.ts';

/** One call that a drain made through a port. */
export type PortCall = { readonly name: string; readonly number: number };

/** What a test does to single calls: throw before the call has its effect, or after it (the answer is lost). */
export type CallWatch = {
  readonly before?: (call: PortCall) => void | Promise<void>;
  readonly after?: (call: PortCall) => void | Promise<void>;
};

/** What a process that died says to the test. */
export class Crash extends Error {}

/** A process that dies at one call: nothing after it happens any more. */
export function dieAt(number: number, moment: 'before' | 'after'): CallWatch {
  let isDead = false;
  const check = (call: PortCall, now: 'before' | 'after') => {
    if (call.number === number && now === moment) isDead = true;
    if (isDead) throw new Crash();
  };
  return { before: (call) => check(call, 'before'), after: (call) => check(call, 'after') };
}

/** One tenant over real stores, with a portal and an org in memory. */
export type Scene = {
  readonly stores: TenantStores;
  readonly portal: PortalState;
  readonly org: OrgState;
  /** Opens a new session, as a new process would, and drains once. */
  drain(watch?: CallWatch): Promise<DrainResult>;
  /** Drains until there is nothing more to do now. */
  drainAll(watch?: CallWatch): Promise<DrainResult>;
  /** How often each port method was called by all drains. */
  readonly calls: Map<string, number>;
};

export const listId = '7';

/** Contacts 001, 002, …; those up to `members` are in the inclusion list. */
export async function setScene(
  stores: TenantStores,
  {
    contacts = 5,
    members = 3,
    settings = {} as Partial<SyncSettings>,
    clock = { now: () => Date.now() },
  } = {},
): Promise<Scene> {
  const portal = createPortal();
  const org = createOrg();
  const contactIds = Array.from({ length: contacts }, (_, index) => String(index + 1).padStart(3, '0'));
  for (const contactId of contactIds) addContact(portal, contactId);
  addList(portal, listId, contactIds.slice(0, members));
  const inclusionList = { listId, name: 'List 7' };
  await stores.settings.save(0, { ...initialSettings(), inclusionList, ...settings }, 'admin@example.com');
  const calls = new Map<string, number>();
  const drain = (watch: CallWatch = {}) => {
    const session = openSession(stores, portal, org, calls, watch, clock);
    return drainTenant(session, new AbortController().signal);
  };
  return {
    stores,
    portal,
    org,
    calls,
    drain,
    async drainAll(watch) {
      for (;;) {
        const result = await drain(watch);
        if (result.kind !== 'more') return result;
      }
    },
  };
}

/** What a port says of itself, without asking its platform. */
function isAnsweredAtOnce(method: string | symbol): boolean {
  return method === 'apiUsage' || method === 'rate' || method === 'takeCalls';
}

function openSession(
  stores: TenantStores,
  portal: PortalState,
  org: OrgState,
  calls: Map<string, number>,
  watch: CallWatch,
  clock: { now(): number },
): TenantSession {
  let number = 0;
  const watched = <Port extends object>(portName: string, port: Port): Port =>
    new Proxy(port, {
      get(target, method, receiver) {
        const plain: unknown = Reflect.get(target, method, receiver);
        if (typeof plain !== 'function' || isAnsweredAtOnce(method)) return plain;
        return async (...args: unknown[]) => {
          const name = `${portName}.${String(method)}`;
          number += 1;
          const call = { name, number };
          if (asksForSomething(args)) calls.set(name, (calls.get(name) ?? 0) + 1);
          await nextTurn();
          await watch.before?.(call);
          const answer: unknown = await plain.apply(target, args);
          await nextTurn();
          await watch.after?.(call);
          return answer;
        };
      },
    });
  return {
    stores: {
      ...stores,
      settings: watched('settings', stores.settings),
      inbox: watched('inbox', stores.inbox),
      runs: watched('runs', stores.runs),
      links: watched('links', stores.links),
      batches: watched('batches', stores.batches),
    },
    hubspot: watched('hubspot', openHubspot(portal)),
    salesforce: watched('salesforce', openSalesforce(org)),
    clock,
    sweepIntervalMs: 60_000,
    fingerprint: (canonical) => (canonical === null ? '' : `f(${canonical})`),
  };
}

/** Asked for no record at all, an adapter makes no request. */
function asksForSomething(args: readonly unknown[]): boolean {
  const ids = args.find((each) => Array.isArray(each));
  return ids === undefined || ids.length > 0;
}

/** Starts a resync under the settings in force, as the service behind the button does. */
export async function startResync({ runs, settings }: TenantStores): Promise<string> {
  const runId = randomUUID();
  const { revision, settings: current } = await settings.readCurrent();
  const { inclusionList } = current;
  await runs.startResync({
    runId,
    settingsRevision: revision,
    inclusionList,
    startedBy: null,
    expectedTotal: null,
  });
  await runs.beginQueued();
  return runId;
}

export async function readRun({ runs }: TenantStores, runId: string): Promise<SyncRun> {
  const run = await runs.read(runId);
  if (run === null) throw new Error('the run is gone');
  return run;
}

/** Outcomes of a run by contact id. */
export async function attemptsOf({ stores }: Scene, runId: string) {
  const attempts = await stores.attempts.listOfRun(runId, { outcome: null, before: null, limit: 1_000 });
  return Object.fromEntries(attempts.map((attempt) => [attempt.hubspotContactId ?? '', attempt]));
}

export async function saveSettings({ stores }: Scene, changes: Partial<SyncSettings>): Promise<void> {
  const { revision, settings } = await stores.settings.readCurrent();
  await stores.settings.save(revision, { ...settings, ...changes }, 'admin@example.com');
}

/** The Lead that a scene's contact becomes, without its address. */
export const lead = (contactId: string) => ({
  FirstName: 'Ada',
  LastName: `Lovelace ${contactId}`,
  Company: '[not provided]',
});

/** What `recordsByEmail` shows when these contacts have become Leads and nobody else. */
export const leadsOf = (...contactIds: string[]) =>
  Object.fromEntries(contactIds.map((each) => [`person-${each}@example.com`, [lead(each)]]));

/** Lead and Contact records of the org by e-mail address; several of one address are a defect, so all are shown. */
export function recordsByEmail({ records }: OrgState): Record<string, object[]> {
  const byEmail: Record<string, object[]> = {};
  for (const { fields } of records.values()) {
    const { Email, ...others } = fields;
    const same = byEmail[String(Email)] ?? [];
    byEmail[String(Email)] = [...same, others];
  }
  return byEmail;
}

/** A live hint, as whatever watches the platforms stores it. The kind of record is told by its id. */
export async function hint({ stores }: Scene, recordId: string, trigger: SyncTrigger): Promise<void> {
  const recordKind = recordId.startsWith('00Q') ? 'Lead' : recordId.startsWith('003') ? 'Contact' : 'contact';
  const side = recordKind === 'contact' ? 'hubspot' : 'salesforce';
  await stores.inbox.addHints([
    { side, recordKind, recordId, trigger, occurredAt: new Date(0).toISOString() },
  ]);
}

/** Whom each record is linked with: contact id by Salesforce id. */
export async function linksOf({ stores, org, portal }: Scene): Promise<Record<string, string>> {
  const links = await stores.links.findBySalesforceIds([...org.records.keys(), ...org.recycled.keys()]);
  const ofContacts = await stores.links.findByHubspotIds([...portal.contacts.keys()]);
  return Object.fromEntries(
    [...links, ...ofContacts].map(({ salesforceId, hubspotContactId }) => [salesforceId, hubspotContactId]),
  );
}

/** Deletes a record for good or into the recycle bin; `winnerId` where it was merged. */
export function deleteRecord({ org }: Scene, salesforceId: string, winnerId: string | null = null): void {
  org.records.delete(salesforceId);
  org.recycled.set(salesforceId, winnerId);
}

/** Calls that change something on either platform. */
export function writesOf(calls: ReadonlyMap<string, number>): number {
  const writes = [
    'salesforce.create',
    'salesforce.update',
    'hubspot.createContacts',
    'hubspot.updateContacts',
    'hubspot.archiveContacts',
  ];
  return writes.reduce((sum, name) => sum + (calls.get(name) ?? 0), 0);
}

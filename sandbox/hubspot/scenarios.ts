import { UnknownScenario } from '#sandbox/kernel/service.ts';
import { demoPlan, membersPlan, scenarioNames } from '#sandbox/scenarios/demo-plan.ts';
import { contactValues } from './contact-values.ts';
import type { ChangeSource } from './contacts/changes.ts';
import demoLists from './data/demo-lists.json' with { type: 'json' };
import { compileCriteria } from './lists/list-actions.ts';
import type { ContactList } from './lists/list-store.ts';
import type { Portal } from './portal.ts';
import { resetWorld, type World } from './world.ts';

const DAY_MS = 86_400_000;
const IMPORT: ChangeSource = { sourceType: 'IMPORT', sourceId: '31070', sourceLabel: 'contacts-2024.csv' };
const HISTORY_DAYS = 640;

/** Replaces the world by a named one. */
export function loadScenario(world: World, name: string): void {
  const load = scenarios[name as keyof typeof scenarios];
  if (!load) throw new UnknownScenario(name, scenarioNames);
  resetWorld(world);
  const [first, second] = [...world.portals.values()];
  if (!first || !second) throw new Error('two portals are expected');
  load(first);
  if (name !== 'empty') loadSmallPortal(second);
}

const scenarios = {
  demo: loadDemo,
  empty: () => undefined,
  'members-5000': loadMembers,
};

/** Adds `count` made-up contacts to a portal; its lists know them at once. */
export function generateContacts(portal: Portal, seed: string, count: number): void {
  const { contacts, clock, lists, evaluation } = portal;
  const start = clock.now() - HISTORY_DAYS * DAY_MS;
  const step = (HISTORY_DAYS * DAY_MS) / count;
  const first = contacts.rowCount();
  for (let index = 0; index < count; index++) {
    const values = contactValues(portal, seed, index);
    const email = values.get('email') ?? '';
    // Another seed may invent the same person again; the address must still be nobody else's.
    if (first > 0 && contacts.identities.rowOfEmail(email) !== undefined) {
      values.set('email', email.replace('@', `+${first + index}@`));
    }
    contacts.load(values, IMPORT, Math.floor(start + index * step));
  }
  for (const list of lists.all()) if (list.processingType === 'DYNAMIC') evaluation.settle(list);
}

function loadDemo(portal: Portal): void {
  const { seed, hubspot } = demoPlan;
  const start = portal.clock.now() - HISTORY_DAYS * DAY_MS;
  const step = Math.floor((HISTORY_DAYS * DAY_MS) / (hubspot.to + 20));
  for (let index = hubspot.from; index < hubspot.to; index++) {
    const values = contactValues(portal, seed, index);
    if (index % 97 === 5) writeFromNickname(values);
    portal.contacts.load(values, IMPORT, start + index * step);
  }
  for (let index = hubspot.to; index < hubspot.to + 10; index++) {
    const values = contactValues(portal, seed, index);
    values.delete('email');
    portal.contacts.load(values, IMPORT, start + index * step);
  }
  loadLists(
    portal,
    demoLists.filter(({ name }) => name !== 'Key accounts'),
  );
}

/** Writes from another address than the one Salesforce knows, which stays as an additional one. */
function writeFromNickname(values: Map<string, string>): void {
  const email = values.get('email') ?? '';
  values.set('hs_additional_emails', email);
  values.set('email', email.replace(/^(.)[^.@]*\./, '$1'));
}

function loadMembers(portal: Portal): void {
  const { seed, hubspot, keyAccountMembers } = membersPlan;
  const start = portal.clock.now() - HISTORY_DAYS * DAY_MS;
  for (let index = hubspot.from; index < hubspot.to; index++) {
    const values = contactValues(portal, seed, index);
    values.set('account_tier', index < keyAccountMembers ? 'key' : 'standard');
    portal.contacts.load(values, IMPORT, start + index * 60_000);
  }
  loadLists(
    portal,
    demoLists.filter(({ name }) => name === 'Key accounts'),
  );
}

/** The other account: enough that a mistake between accounts shows. */
function loadSmallPortal(portal: Portal): void {
  for (let index = 0; index < 40; index++) {
    portal.contacts.load(
      contactValues(portal, 'northwind', index),
      IMPORT,
      portal.clock.now() - (40 - index) * DAY_MS,
    );
  }
  loadLists(
    portal,
    demoLists.filter(({ name }) => name === 'Marketing qualified leads'),
  );
}

interface ListSample {
  name: string;
  processingType: string;
  filterBranch?: unknown;
  /** For a static list: every n-th contact is a member. */
  everyNth?: number;
}

function loadLists(portal: Portal, samples: readonly ListSample[]): void {
  const userId = String(portal.profile.users[0]?.userId ?? '');
  samples.forEach(({ name, processingType, filterBranch, everyNth }, index) => {
    const at = portal.clock.now() - (120 - index * 9) * DAY_MS;
    const criteria = filterBranch === undefined ? {} : compileCriteria(portal, filterBranch);
    const isDynamic = processingType === 'DYNAMIC';
    const list = portal.lists.add(
      { name, processingType: isDynamic ? 'DYNAMIC' : 'MANUAL', ...criteria },
      userId,
      at,
    );
    if (isDynamic) portal.evaluation.settle(list, at);
    else addEveryNth(portal, list, everyNth ?? 1, at);
  });
}

function addEveryNth(portal: Portal, list: ContactList, nth: number, at: number): void {
  for (let row = 0; row < portal.contacts.rowCount(); row += nth) list.members.add(row, at);
}

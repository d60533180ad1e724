import type { ContactChange } from '#sandbox/hubspot/contacts/changes.ts';
import type { ContactStore } from '#sandbox/hubspot/contacts/contact-store.ts';
import type { Clock, Timer } from '#sandbox/kernel/clock.ts';
import type { ContactList, ListStore } from './list-store.ts';

export interface EvaluationSettings {
  /** How long after a change lists notice it, in milliseconds. */
  evaluationLagMs: number;
}

interface Waiting {
  row: number;
  dueAt: number;
}

/** A first evaluation takes a little longer the more contacts there are. */
const LAG_MS_PER_CONTACT = 0.02;
/** While a list is processing it is only partly right: its members change in so many steps. */
const STEPS = 4;
const RELATIVE_CHECK_MS = 3_600_000;
const COMPUTED_FROM: Record<string, readonly string[]> = {
  email: ['hs_email_domain', 'hs_full_name_or_email'],
  firstname: ['hs_full_name_or_email'],
  lastname: ['hs_full_name_or_email'],
};

/**
 * Keeps active lists true, late. A changed contact is looked at again only by the lists that ask for what
 * changed; a new or edited list walks all contacts in steps, PROCESSING until the last.
 */
export class ListEvaluation {
  readonly #clock: Clock;
  readonly #contacts: ContactStore;
  readonly #lists: ListStore;
  readonly #settings: EvaluationSettings;
  readonly #queues = new Map<string, Waiting[]>();
  readonly #runs = new Map<string, Timer>();
  readonly #listeners: ((list: ContactList, row: number) => void)[] = [];
  #relativeCheck: Timer | undefined;

  constructor(clock: Clock, contacts: ContactStore, lists: ListStore, settings: EvaluationSettings) {
    this.#clock = clock;
    this.#contacts = contacts;
    this.#lists = lists;
    this.#settings = settings;
    contacts.onChange((change) => this.#notice(change));
    this.#checkRelativeLists();
  }

  /** Evaluates every contact for a list that is new or whose criteria changed. */
  start(list: ContactList): void {
    this.#runs.get(list.listId)?.cancel();
    list.processingStatus = 'PROCESSING';
    const rows = this.#contacts.rowCount();
    const lag = this.#settings.evaluationLagMs + rows * LAG_MS_PER_CONTACT;
    this.#schedule(list, 1, rows, lag / STEPS);
  }

  /** Evaluates at once, without lag: for a world that is loaded rather than lived. */
  settle(list: ContactList, at = this.#clock.now()): void {
    this.#evaluateRange(list, 0, this.#contacts.rowCount(), at);
    list.processingStatus = 'COMPLETE';
  }

  /** How many live contacts meet the criteria now. */
  countMatches(makeTest: (now: number) => (row: number) => boolean): number {
    const test = makeTest(this.#clock.now());
    let matches = 0;
    for (let row = 0; row < this.#contacts.rowCount(); row++) {
      if (this.#contacts.isLive(row) && test(row)) matches += 1;
    }
    return matches;
  }

  /** A membership changed: lists that ask for this one look at the contact again. */
  noticeMembership(listId: string, row: number): void {
    for (const list of this.#lists.all()) if (list.compiled?.listIds.has(listId)) this.#enqueue(list, row);
    const changed = this.#lists.find(listId);
    if (changed) for (const listener of this.#listeners) listener(changed, row);
  }

  /** Called after a contact joined or left; `list.members` says which of the two. */
  onMembership(listener: (list: ContactList, row: number) => void): void {
    this.#listeners.push(listener);
  }

  #schedule(list: ContactList, step: number, rows: number, wait: number): void {
    const timer = this.#clock.after(wait, () => {
      const from = Math.floor((rows * (step - 1)) / STEPS);
      const to = step === STEPS ? this.#contacts.rowCount() : Math.floor((rows * step) / STEPS);
      this.#evaluateRange(list, from, to, this.#clock.now());
      if (step < STEPS) this.#schedule(list, step + 1, rows, wait);
      else {
        list.processingStatus = 'COMPLETE';
        this.#runs.delete(list.listId);
      }
    });
    this.#runs.set(list.listId, timer);
  }

  #evaluateRange(list: ContactList, from: number, to: number, at: number): void {
    const test = list.compiled?.makeTest(this.#clock.now());
    if (!test) return;
    for (let row = from; row < to; row++) {
      this.#apply(list, row, this.#contacts.isLive(row) && test(row), at);
    }
  }

  #apply(list: ContactList, row: number, belongs: boolean, at: number): void {
    const hasChanged = belongs ? list.members.add(row, at) : list.members.remove(row, at);
    if (hasChanged) this.noticeMembership(list.listId, row);
  }

  #notice(change: ContactChange): void {
    const touched = new Set(['lastmodifieddate']);
    for (const { name } of change.properties) {
      touched.add(name);
      for (const computed of COMPUTED_FROM[name] ?? []) touched.add(computed);
    }
    const isEdit = change.kind === 'propertyChange';
    for (const list of this.#lists.all()) {
      if (isEdit && !isTouched(list, touched)) continue;
      for (const row of [change.row, ...(change.mergedRows ?? [])]) this.#enqueue(list, row);
    }
  }

  #enqueue(list: ContactList, row: number): void {
    const queue = this.#queues.get(list.listId) ?? [];
    this.#queues.set(list.listId, queue);
    queue.push({ row, dueAt: this.#clock.now() + this.#settings.evaluationLagMs });
    if (queue.length === 1) this.#wakeFor(list, queue);
  }

  #wakeFor(list: ContactList, queue: Waiting[]): void {
    const first = queue[0];
    if (!first) return;
    this.#clock.after(first.dueAt - this.#clock.now(), () => {
      this.#drain(list, queue);
      this.#wakeFor(list, queue);
    });
  }

  #drain(list: ContactList, queue: Waiting[]): void {
    const now = this.#clock.now();
    const later = queue.findIndex(({ dueAt }) => dueAt > now);
    const due = queue.splice(0, later === -1 ? queue.length : later);
    const test = list.processingType === 'DYNAMIC' ? list.compiled?.makeTest(now) : undefined;
    for (const { row } of due) {
      // A static list loses only contacts that are gone.
      const belongs = this.#contacts.isLive(row) && (test ? test(row) : list.members.has(row));
      this.#apply(list, row, belongs, now);
    }
  }

  /** Ends the hourly check; what is under way finishes. */
  stop(): void {
    this.#relativeCheck?.cancel();
  }

  #checkRelativeLists(): void {
    this.#relativeCheck = this.#clock.after(RELATIVE_CHECK_MS, () => {
      const now = this.#clock.now();
      for (const list of this.#lists.all()) {
        if (list.processingType !== 'DYNAMIC' || !list.compiled?.isTimeRelative) continue;
        this.#evaluateRange(list, 0, this.#contacts.rowCount(), now);
      }
      this.#checkRelativeLists();
    });
  }
}

function isTouched(list: ContactList, touched: ReadonlySet<string>): boolean {
  if (list.processingType !== 'DYNAMIC' || !list.compiled) return false;
  for (const property of list.compiled.properties) if (touched.has(property)) return true;
  return false;
}

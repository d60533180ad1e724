import type { App } from '#sandbox/hubspot/apps.ts';
import type { ContactChange } from '#sandbox/hubspot/contacts/changes.ts';
import type { ContactList } from '#sandbox/hubspot/lists/list-store.ts';
import type { Lifecycle } from '#sandbox/hubspot/oauth/grants.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import type { Clock } from '#sandbox/kernel/clock.ts';
import type { Random } from '#sandbox/kernel/random.ts';
import { describeContactChange, describeMembership, type JournalEvent } from './journal-events.ts';
import {
  type JournalSubscription,
  type JournalSubscriptionInput,
  lifecycleEventTypes,
} from './journal-subscriptions.ts';

/** A published part of an app's journal. */
export interface JournalFile {
  offset: string;
  appId: number;
  publishedAt: number;
  events: JournalEvent[];
}

const PUBLISH_AFTER_MS = 1_000;
const KEEP_MS = 3 * 86_400_000;
const MOST_EVENTS = 10_000;

/** What happened in the accounts of an app, in files it fetches one after the other; kept for three days. */
export class Journal {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly subscriptions = new Map<number, JournalSubscription>();
  #files: JournalFile[] = [];
  #collected = new Map<number, JournalEvent[]>();
  #nextId = 501;
  #era = 0;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  subscribe(appId: number, input: JournalSubscriptionInput): JournalSubscription {
    const subscriptionId = this.#nextId++;
    const subscription = { ...input, subscriptionId, appId, createdAt: this.#clock.now() };
    this.subscriptions.set(subscriptionId, subscription);
    return subscription;
  }

  noticeContact(portal: Portal, change: ContactChange, app: App): void {
    this.#notice(portal, app, (subscription) => describeContactChange(portal, change, subscription));
  }

  noticeMembership(portal: Portal, list: ContactList, row: number, app: App): void {
    this.#notice(portal, app, (subscription) => describeMembership(portal, list, row, subscription));
  }

  /** The app came to an account or left it: told to the app itself, subscribed once for all accounts. */
  noticeLifecycle(event: Lifecycle, { appId }: App, portalId: number): void {
    const eventTypeId = lifecycleEventTypes[event];
    const occurredAt = new Date(this.#clock.now()).toISOString();
    for (const subscription of this.subscriptions.values()) {
      const isAsked =
        subscription.appId === appId &&
        subscription.subscriptionType === 'APP_LIFECYCLE_EVENT' &&
        subscription.eventTypeId === eventTypeId;
      if (isAsked) this.#collect(appId, { type: 'APP_LIFECYCLE_EVENT', portalId, occurredAt, eventTypeId });
    }
  }

  /** Published files of the app that are still kept, oldest first. */
  files(appId: number): JournalFile[] {
    this.#forgetOld();
    return this.#files.filter((file) => file.appId === appId);
  }

  find(offset: string): JournalFile | undefined {
    this.#forgetOld();
    return this.#files.find((file) => file.offset === offset);
  }

  reset(): void {
    this.#era += 1;
    this.subscriptions.clear();
    this.#files = [];
    this.#collected = new Map();
  }

  #notice(
    { portalId }: Portal,
    { appId }: App,
    eventFor: (subscription: JournalSubscription) => JournalEvent | undefined,
  ): void {
    for (const subscription of this.subscriptions.values()) {
      if (subscription.appId !== appId || !('portalId' in subscription) || subscription.portalId !== portalId)
        continue;
      const event = eventFor(subscription);
      if (event) this.#collect(appId, event);
    }
  }

  #collect(appId: number, event: JournalEvent): void {
    const collected = this.#collected.get(appId);
    if (collected) {
      collected.push(event);
      return;
    }
    const events = [event];
    const era = this.#era;
    this.#collected.set(appId, events);
    this.#clock.after(PUBLISH_AFTER_MS, () => {
      if (era !== this.#era) return;
      this.#collected.delete(appId);
      while (events.length > 0) {
        const part = events.splice(0, MOST_EVENTS);
        this.#files.push({
          offset: this.#random.uuid(),
          appId,
          publishedAt: this.#clock.now(),
          events: part,
        });
      }
    });
  }

  #forgetOld(): void {
    const oldest = this.#clock.now() - KEEP_MS;
    while ((this.#files[0]?.publishedAt ?? oldest) < oldest) this.#files.shift();
  }
}

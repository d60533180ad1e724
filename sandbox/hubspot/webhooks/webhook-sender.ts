import type { App } from '#sandbox/hubspot/apps.ts';
import type { ContactChange } from '#sandbox/hubspot/contacts/changes.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import type { Clock } from '#sandbox/kernel/clock.ts';
import { type Random, shuffle } from '#sandbox/kernel/random.ts';
import { createOpenWork } from './open-work.ts';
import type { WebhookSubscription } from './subscriptions.ts';
import { describeChange, type WebhookEvent } from './webhook-events.ts';
import { buildDelivery, networkTransport, type WebhookTransport } from './webhook-transport.ts';

export interface WebhookSettings {
  /** Where deliveries go; null delivers nothing. */
  targetUrl: string | null;
  subscriptions: readonly WebhookSubscription[];
  maxConcurrentRequests: number;
  /** How long events are collected before they are sent together, in milliseconds. */
  collectMs: number;
  /** The chance of an event to be delivered a second time. */
  duplicateProbability: number;
  /** Sends what was collected in any order. */
  isReordered: boolean;
  /** HubSpot's side is down: what happens now is never told. */
  isStopped: boolean;
}

export interface WebhookCounts {
  waiting: number;
  inFlight: number;
  delivered: number;
  failedAttempts: number;
  givenUp: number;
}

interface Delivery {
  portalId: number;
  events: WebhookEvent[];
  attempt: number;
  startedAt: number;
}

const MOST_EVENTS = 100;
const ANSWER_WITHIN_MS = 5_000;
const MINUTE_MS = 60_000;
/** Ten repetitions, counted from the first attempt, the last one a day later. */
const RETRY_AFTER_MS = [1, 3, 8, 20, 45, 90, 180, 360, 720, 1_440].map((minutes) => minutes * MINUTE_MS);

/** Tells an app what happened to contacts: signed, together, at least once, and again until it answers in time. */
export class WebhookSender {
  settings: WebhookSettings;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #initial: WebhookSettings;
  readonly #transport: WebhookTransport;
  readonly #unanswered = createOpenWork();
  #collected = new Map<number, WebhookEvent[]>();
  #ready: Delivery[] = [];
  #inFlight = new Map<number, number>();
  #counts = { delivered: 0, failedAttempts: 0, givenUp: 0 };
  #retries = 0;
  /** Grows with every reset, so that what was under way before does not come back. */
  #era = 0;

  constructor(clock: Clock, random: Random, settings: WebhookSettings, transport = networkTransport) {
    this.#clock = clock;
    this.#random = random;
    this.#transport = transport;
    this.#initial = { ...settings };
    this.settings = { ...settings };
  }

  /** A contact changed in an account that has the app. */
  notice(portal: Portal, change: ContactChange, app: App): void {
    const { targetUrl, isStopped, subscriptions, duplicateProbability } = this.settings;
    if (targetUrl === null || isStopped) return;
    const eventId = this.#random.int(1, 999_999_999);
    const events = describeChange(portal, change, subscriptions, { appId: app.appId, eventId });
    if (events.length === 0) return;
    const again = events.filter(() => this.#random.chance(duplicateProbability));
    const collected = this.#collected.get(portal.portalId);
    if (collected) collected.push(...events, ...again);
    else this.#collect(portal.portalId, [...events, ...again], app);
  }

  counts(): WebhookCounts {
    const collected = [...this.#collected.values()].reduce((sum, events) => sum + events.length, 0);
    const ready = this.#ready.reduce((sum, { events }) => sum + events.length, 0);
    const inFlight = [...this.#inFlight.values()].reduce((sum, count) => sum + count, 0);
    return { waiting: collected + ready + this.#retries, inFlight, ...this.#counts };
  }

  /** Resolves when every delivery under way is answered, except those that only time can end. */
  settled(): Promise<void> {
    return this.#unanswered.settled();
  }

  /** Forgets what is under way and goes back to the settings of the start. */
  reset(): void {
    this.#era += 1;
    this.settings = { ...this.#initial };
    this.#collected = new Map();
    this.#ready = [];
    this.#inFlight = new Map();
    this.#counts = { delivered: 0, failedAttempts: 0, givenUp: 0 };
    this.#retries = 0;
  }

  #collect(portalId: number, events: WebhookEvent[], app: App): void {
    this.#collected.set(portalId, events);
    this.#later(this.settings.collectMs, () => {
      this.#collected.delete(portalId);
      if (this.settings.isReordered) shuffle(this.#random, events);
      while (events.length > 0) {
        const together = events.splice(0, MOST_EVENTS);
        this.#ready.push({ portalId, events: together, attempt: 0, startedAt: this.#clock.now() });
      }
      this.#sendReady(app);
    });
  }

  /** Sends what is ready, as far as the limit of requests at once in each account allows. */
  #sendReady(app: App): void {
    const waiting: Delivery[] = [];
    for (const delivery of this.#ready) {
      const running = this.#inFlight.get(delivery.portalId) ?? 0;
      if (running >= this.settings.maxConcurrentRequests) waiting.push(delivery);
      else {
        this.#inFlight.set(delivery.portalId, running + 1);
        void this.#attempt(delivery, app);
      }
    }
    this.#ready = waiting;
  }

  async #attempt(delivery: Delivery, app: App): Promise<void> {
    const era = this.#era;
    this.#unanswered.begin();
    // A clock that is moved by hours must not end the five seconds of a delivery before it has left.
    await Promise.resolve();
    const isTaken = await this.#post(delivery, app);
    if (era === this.#era) {
      this.#inFlight.set(delivery.portalId, (this.#inFlight.get(delivery.portalId) ?? 1) - 1);
      if (isTaken) this.#counts.delivered += delivery.events.length;
      else this.#retry(delivery, app);
      this.#sendReady(app);
    }
    this.#unanswered.end();
  }

  #retry(delivery: Delivery, app: App): void {
    this.#counts.failedAttempts += 1;
    const wait = RETRY_AFTER_MS[delivery.attempt];
    if (wait === undefined) {
      this.#counts.givenUp += delivery.events.length;
      return;
    }
    this.#retries += delivery.events.length;
    this.#later(Math.max(0, delivery.startedAt + wait - this.#clock.now()), () => {
      this.#retries -= delivery.events.length;
      this.#ready.push({ ...delivery, attempt: delivery.attempt + 1 });
      this.#sendReady(app);
    });
  }

  /** True when the receiver answered 2xx in time. */
  async #post({ events, attempt }: Delivery, app: App): Promise<boolean> {
    const { targetUrl, isStopped } = this.settings;
    if (targetUrl === null || isStopped) return false;
    const body = JSON.stringify(events.map((event) => ({ ...event, attemptNumber: attempt })));
    const cancel = new AbortController();
    const request = buildDelivery(targetUrl, body, app.clientSecret, this.#transport.now(), cancel.signal);
    const answer = await this.#answerInTime(this.#transport.send(request), () => cancel.abort());
    // Nobody reads the body; a receiver that breaks off while it is thrown away has answered all the same.
    await answer?.body?.cancel().catch(() => undefined);
    return answer?.ok ?? false;
  }

  /** The answer; undefined when the connection fails or five seconds go by, which is when `giveUp` is called. */
  #answerInTime(sending: Promise<Response | undefined>, giveUp: () => void): Promise<Response | undefined> {
    return new Promise((resolve) => {
      let isLate = false;
      let hasNoAnswer = false;
      const timer = this.#clock.after(ANSWER_WITHIN_MS, () => {
        isLate = true;
        if (hasNoAnswer) this.#unanswered.begin();
        giveUp();
        resolve(undefined);
      });
      const finish = (answer: Response | undefined): void => {
        timer.cancel();
        resolve(answer);
      };
      sending.then(
        (answer) => {
          if (answer || isLate) return finish(answer);
          hasNoAnswer = true;
          this.#unanswered.end();
        },
        () => finish(undefined),
      );
    });
  }

  #later(ms: number, task: () => void): void {
    const era = this.#era;
    this.#clock.after(ms, () => {
      if (era === this.#era) task();
    });
  }
}

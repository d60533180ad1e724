import type { Random } from '#sandbox/kernel/random.ts';
import { type Activities, type Activity, currentActivity, never } from './activities.ts';
import { listOf, objectOf } from './json.ts';

export type Service = 'hubspot' | 'salesforce';

/**
 * What becomes of a request. `before`: it never reaches the service. `lost`: it takes effect and the answer is lost.
 * `hang…`: nobody answers until the client gives up. `cut`: half of the answer arrives. `partial`: the answer
 * leaves a record out and says that it could not be read.
 */
export type Fate =
  | 'deliver'
  | 'reset_before'
  | 'rate_limited'
  | 'server_error'
  | 'hang_before'
  | 'lost'
  | 'hang_lost'
  | 'cut'
  | 'partial';

export const faultyFates: readonly Exclude<Fate, 'deliver' | 'partial'>[] = [
  'reset_before',
  'rate_limited',
  'server_error',
  'hang_before',
  'lost',
  'hang_lost',
  'cut',
];

/** One request as it went over the wire, with what the oracles need to judge it. */
export type Exchange = {
  readonly number: number;
  readonly service: Service;
  readonly activity: Activity | undefined;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string;
  readonly body: unknown;
  fate: Fate;
  /** The record that a partial answer leaves out. */
  leftOut: string | null;
  status: number | null;
  answer: unknown;
  /** The client got the whole answer. */
  isHeard: boolean;
};

export type WireObserver = {
  /** Right before the service sees the request. */
  onArrival(exchange: Exchange): void;
  /** After the service has answered, whether or not the client hears it. */
  onAnswer(exchange: Exchange): void;
};

type Held = {
  readonly exchange: Exchange;
  readonly request: Request;
  readonly sortKey: string;
  readonly heldAt: number;
  resolve(response: Response): void;
  reject(error: Error): void;
};

type App = { fetch(request: Request): Response | Promise<Response> };

/** Holds every request of the product until the scheduler lets it through. */
export class Wire {
  readonly #activities: Activities;
  readonly #apps: Readonly<Record<Service, App>>;
  readonly #now: () => number;
  readonly #observers: WireObserver[] = [];
  readonly #held: Held[] = [];
  #count = 0;

  constructor(activities: Activities, apps: Readonly<Record<Service, App>>, now: () => number) {
    this.#activities = activities;
    this.#now = now;
    this.#apps = apps;
  }

  observe(observer: WireObserver): void {
    this.#observers.push(observer);
  }

  /** How many requests wait to be let through. */
  waiting(): number {
    return this.#living().length;
  }

  /** For how long the one that waits longest has been waiting, in milliseconds of the simulation. */
  longestWait(): number {
    return Math.max(0, ...this.#living().map(({ heldAt }) => this.#now() - heldAt));
  }

  /** Takes a request of the product in. Renewing a token is never held: it happens under a lock of the database. */
  async send(service: Service, request: Request): Promise<Response> {
    const activity = currentActivity();
    if (activity?.isDead) return never();
    const url = new URL(request.url);
    const text = await request.clone().text();
    const exchange: Exchange = {
      number: 0,
      service,
      activity,
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      token: (request.headers.get('authorization') ?? '').replace(/^Bearer /, ''),
      body: parseBody(text),
      fate: 'deliver',
      leftOut: null,
      status: null,
      answer: null,
      isHeard: false,
    };
    if (isTokenRequest(url.pathname) || activity === undefined) return this.#deliver(exchange, request);
    activity.blocked += 1;
    this.#activities.noteProgress();
    return new Promise((resolve, reject) => {
      const sortKey = `${activity.tenant} ${activity.name} ${service} ${request.method} ${url.pathname}${url.search} ${text}`;
      this.#held.push({ exchange, request, sortKey, heldAt: this.#now(), resolve, reject });
    });
  }

  /** Lets one of the waiting requests through; which one is chance, and chance is the seed's. */
  async release(random: Random, chooseFate: (exchange: Exchange) => Fate): Promise<Exchange | null> {
    const living = this.#living();
    const moving = living.filter(({ exchange }) => !standsStill(exchange));
    const choices = (moving.length > 0 ? moving : living).toSorted((a, b) =>
      a.sortKey < b.sortKey ? -1 : 1,
    );
    if (choices.length === 0) return null;
    const chosen = random.pick(choices);
    const { exchange } = chosen;
    exchange.fate = chooseFate(exchange);
    this.#held.splice(this.#held.indexOf(chosen), 1);
    if (exchange.activity) exchange.activity.blocked -= 1;
    this.#activities.noteProgress();
    await this.#activities.whileBusy(() => this.#meetFate(chosen));
    return exchange;
  }

  /** What an ending process had sent: it arrives or it does not, and nobody hears of it. */
  async abandon(activity: Activity, arrives: (exchange: Exchange) => boolean): Promise<void> {
    const left = this.#held.filter(({ exchange }) => exchange.activity === activity);
    for (const held of left.toSorted((a, b) => (a.sortKey < b.sortKey ? -1 : 1))) {
      this.#held.splice(this.#held.indexOf(held), 1);
      if (!arrives(held.exchange)) continue;
      held.exchange.fate = 'lost';
      await this.#deliver(held.exchange, held.request);
    }
  }

  #living(): Held[] {
    return this.#held.filter(({ exchange }) => exchange.activity?.isDead !== true);
  }

  async #meetFate({ exchange, request, resolve, reject }: Held): Promise<void> {
    switch (exchange.fate) {
      case 'reset_before':
        return reject(connectionReset());
      case 'rate_limited':
        exchange.isHeard = true;
        return resolve(refusal(exchange, 429));
      case 'server_error':
        exchange.isHeard = true;
        return resolve(refusal(exchange, 503));
      case 'hang_before':
        return;
      case 'hang_lost':
        await this.#deliver(exchange, request);
        return;
      case 'lost':
        await this.#deliver(exchange, request);
        return reject(connectionReset());
      case 'cut':
        await this.#deliver(exchange, request);
        return resolve(cutAnswer());
      case 'deliver':
      case 'partial':
        resolve(await this.#deliver(exchange, request));
    }
  }

  async #deliver(exchange: Exchange, request: Request): Promise<Response> {
    this.#count += 1;
    Object.assign(exchange, { number: this.#count });
    for (const observer of this.#observers) observer.onArrival(exchange);
    const answer = await this.#apps[exchange.service].fetch(request);
    const whole = await answer.text();
    const isPartial = exchange.fate === 'partial' && answer.status === 200;
    const text = isPartial ? without(exchange.leftOut, whole) : whole;
    const status = isPartial ? 207 : answer.status;
    const isWhole = exchange.fate === 'deliver' || exchange.fate === 'partial';
    exchange.status = status;
    exchange.answer = parseBody(text);
    exchange.isHeard = isWhole && exchange.activity?.isDead !== true;
    for (const observer of this.#observers) observer.onAnswer(exchange);
    const hasNoBody = status === 204 || status === 304;
    return new Response(hasNoBody ? null : text, { status, headers: answer.headers });
  }
}

/** A process that stands still sends nothing: what it wanted to send is sent when it goes on. */
function standsStill({ activity }: Exchange): boolean {
  const other = activity?.standsBehind ?? null;
  return other !== null && !other.isDone && !other.isDead;
}

const isTokenRequest = (path: string): boolean =>
  path.endsWith('/token') || path.startsWith('/services/oauth2');

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A batch of HubSpot's of which one record could not be read. */
function without(recordId: string | null, text: string): string {
  const answer = objectOf(parseBody(text));
  const results = listOf(answer.results).filter((row) => String(row.recordId) !== recordId);
  const error = { status: 'error', category: 'INTERNAL_ERROR', message: 'one record could not be read' };
  return JSON.stringify({ ...answer, results, numErrors: 1, errors: [error] });
}

function connectionReset(): Error {
  return Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
  });
}

function refusal({ service }: Exchange, status: 429 | 503): Response {
  const body =
    service === 'hubspot'
      ? { status: 'error', message: 'not now', category: status === 429 ? 'RATE_LIMITS' : 'SERVER_ERROR' }
      : [{ errorCode: 'SERVER_UNAVAILABLE', message: 'not now' }];
  const headers = { 'content-type': 'application/json', 'retry-after': '1' };
  return new Response(JSON.stringify(body), { status, headers });
}

function cutAnswer(): Response {
  const parts = [new TextEncoder().encode('{"results":[')];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = parts.shift();
      if (part === undefined) controller.error(connectionReset().cause);
      else controller.enqueue(part);
    },
  });
  return new Response(body, { status: 200, headers: { 'content-type': 'application/json' } });
}

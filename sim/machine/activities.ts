import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextRound } from 'node:timers/promises';

/** A piece of the product at work: a drain, a sweep, a request of the console, a webhook being taken in. */
export type Activity = {
  readonly name: string;
  /** Which of the seed's tenants it speaks for. */
  readonly tenant: number;
  /** Its process has ended: nothing of it ever goes on. */
  isDead: boolean;
  isDone: boolean;
  /** Requests that wait to be let through, and sleeps. */
  blocked: number;
  /** It has asserted its fence and not recorded yet: what it sends now is written whoever took over. */
  isWriting: boolean;
  /** Its process stands still until this other one has ended. */
  standsBehind: Activity | null;
  /** When it last took work out of the inbox, in ticks: it goes by the settings it has read then. */
  tookUpAt: number;
  /** Calls of the database whose name begins so until its process ends, and whether the last one still takes effect. */
  endsAtCall: { readonly name: string; left: number; readonly hasEffect: boolean } | null;
};

const running = new AsyncLocalStorage<Activity>();

/** The activity whose code is running right now. */
export const currentActivity = (): Activity | undefined => running.getStore();

/** What a piece of a process that has ended gets: nothing, ever. */
export const never = (): Promise<never> => new Promise(() => {});

/** Gives a lost piece of work this long, in real time, before the simulation calls it stuck. */
const stuckAfterMs = 20_000;

/** Everything of one seed that is under way, and the knowledge whether it stands still. */
export class Activities {
  /** In the order they were begun; the ones that have ended are left out. */
  readonly live: Activity[] = [];
  readonly failures: { activity: Activity; error: unknown }[] = [];
  #busy = 0;
  #onIdle = () => {};
  #progress = 0;

  /** Begins `work` and goes on without waiting for it. `onDone` is called with its result, unless it dies first. */
  begin<Result>(
    name: string,
    tenant: number,
    work: (activity: Activity) => Promise<Result>,
    onDone: (result: Result) => void = () => {},
  ): Activity {
    const activity: Activity = {
      name,
      tenant,
      isDead: false,
      isDone: false,
      blocked: 0,
      isWriting: false,
      standsBehind: null,
      tookUpAt: 0,
      endsAtCall: null,
    };
    this.live.push(activity);
    const end = () => {
      activity.isDone = true;
      this.#remove(activity);
      this.noteProgress();
    };
    void running.run(activity, async () => {
      try {
        const result = await work(activity);
        end();
        if (!activity.isDead) onDone(result);
      } catch (error) {
        end();
        if (!activity.isDead) this.failures.push({ activity, error });
      }
    });
    return activity;
  }

  /** Ends the process that the activity runs in, wherever it is. */
  kill(activity: Activity): void {
    activity.isDead = true;
    this.#remove(activity);
    this.noteProgress();
  }

  noteProgress(): void {
    this.#progress += 1;
  }

  /** For work outside the event loop's turn: the activity is neither blocked nor idle while it runs. */
  async whileBusy<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
      this.#progress += 1;
      if (this.#busy === 0) this.#onIdle();
    }
  }

  /**
   * Resolves when nothing goes on by itself: every activity waits for a request or for time. Two rounds of the event
   * loop without anything new, because an answer travels through some promises before its reader goes on.
   *
   * @throws Error when an activity neither waits for anything nor ends.
   */
  async settle(): Promise<void> {
    let quietRounds = 0;
    let seen = -1;
    let idleSince: number | null = null;
    while (quietRounds < 2) {
      if (this.#busy > 0) {
        await new Promise<void>((resolve) => {
          this.#onIdle = resolve;
        });
      }
      await nextRound();
      const isQuiet = this.#busy === 0 && this.#progress === seen;
      seen = this.#progress;
      if (!isQuiet) {
        quietRounds = 0;
        idleSince = null;
        continue;
      }
      const lost = this.live.find(({ blocked }) => blocked === 0);
      if (lost === undefined) {
        quietRounds += 1;
        continue;
      }
      idleSince ??= performance.now();
      if (performance.now() - idleSince > stuckAfterMs) throw new Error(`${lost.name} is stuck`);
    }
  }

  #remove(activity: Activity): void {
    const index = this.live.indexOf(activity);
    if (index >= 0) this.live.splice(index, 1);
  }
}

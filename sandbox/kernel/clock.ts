/** The sandbox's only source of time. Nothing else may read the system clock or set a system timer. */

export interface Timer {
  cancel(): void;
}

export interface Clock {
  readonly mode: 'real' | 'manual';
  /** Milliseconds since 1970. Stands still in manual mode until `advance`. */
  now(): number;
  /** Shifts time forward and runs every timer that falls due on the way, in order, each at its own time. */
  advance(ms: number): void;
  /** Runs `task` once, `ms` from now. */
  after(ms: number, task: () => void): Timer;
  sleep(ms: number): Promise<void>;
  /** When the next timer falls due; undefined when there is none. */
  nextDueAt(): number | undefined;
}

interface PendingTimer {
  dueAt: number;
  order: number;
  task: () => void;
}

/**
 * `advance` for a simulation in one process: goes to every due moment in turn and waits for `settled` before time goes
 * on, so that what one moment set off is over, and its own timers are set, before the next.
 */
export async function advanceInSteps(clock: Clock, ms: number, settled: () => Promise<void>): Promise<void> {
  const target = clock.now() + ms;
  await settled();
  for (let next = clock.nextDueAt(); next !== undefined && next <= target; next = clock.nextDueAt()) {
    clock.advance(Math.max(0, next - clock.now()));
    await settled();
  }
  clock.advance(Math.max(0, target - clock.now()));
}

/** What the machine's clock says, for what somebody with a clock of his own compares: the time of a signature. */
export const systemTime = (): number => Date.now();

const LONGEST_SYSTEM_TIMER_MS = 2_000_000_000;

/** `startAt` is milliseconds since 1970; a real clock without it starts at the system's time. */
export function createClock(options: { mode: 'real' | 'manual'; startAt?: number }): Clock {
  return options.mode === 'manual' ? createManualClock(options.startAt) : createRealClock(options.startAt);
}

function createManualClock(startAt = Date.UTC(2026, 10, 2, 9, 0, 0)): Clock {
  let time = startAt;
  const timers = createTimerQueue();
  return withSleep({
    mode: 'manual',
    now: () => time,
    advance(ms) {
      const target = time + ms;
      for (let timer = timers.takeDue(target); timer; timer = timers.takeDue(target)) {
        time = Math.max(time, timer.dueAt);
        timer.task();
      }
      time = target;
    },
    after: (ms, task) => timers.add(time + Math.max(0, ms), task),
    nextDueAt: timers.nextDueAt,
  });
}

function createRealClock(startAt?: number): Clock {
  let shift = startAt === undefined ? 0 : startAt - Date.now();
  let wakeUp: NodeJS.Timeout | undefined;
  const timers = createTimerQueue();
  const now = (): number => Date.now() + shift;

  function runDue(until: number): void {
    for (let timer = timers.takeDue(until); timer; timer = timers.takeDue(until)) {
      shift += Math.max(0, timer.dueAt - now());
      timer.task();
    }
  }

  function armWakeUp(): void {
    clearTimeout(wakeUp);
    const next = timers.nextDueAt();
    if (next === undefined) return;
    const wait = Math.min(Math.max(0, next - now()), LONGEST_SYSTEM_TIMER_MS);
    wakeUp = setTimeout(() => {
      runDue(now());
      armWakeUp();
    }, wait);
    // A pending list evaluation must not keep a finished test run alive.
    wakeUp.unref();
  }

  return withSleep({
    mode: 'real',
    now,
    advance(ms) {
      const target = now() + ms;
      runDue(target);
      shift += Math.max(0, target - now());
      armWakeUp();
    },
    after(ms, task) {
      const timer = timers.add(now() + Math.max(0, ms), task);
      armWakeUp();
      return timer;
    },
    nextDueAt: timers.nextDueAt,
  });
}

function withSleep(clock: Omit<Clock, 'sleep'>): Clock {
  const sleep = (ms: number): Promise<void> =>
    ms <= 0 ? Promise.resolve() : new Promise((resolve) => clock.after(ms, resolve));
  return { ...clock, sleep };
}

/** A binary heap ordered by due time, then by insertion, so that equal times run first come, first served. */
function createTimerQueue() {
  const heap: PendingTimer[] = [];
  let inserted = 0;

  function isEarlier(a: PendingTimer, b: PendingTimer): boolean {
    return a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.order < b.order);
  }

  function siftUp(start: number): void {
    for (let child = start; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!swapIfEarlier(child, parent)) return;
      child = parent;
    }
  }

  function siftDown(start: number): void {
    for (let parent = start; ; ) {
      const left = 2 * parent + 1;
      const right = left + 1;
      const leftTimer = heap[left];
      const rightTimer = heap[right];
      if (!leftTimer) return;
      const child = rightTimer && isEarlier(rightTimer, leftTimer) ? right : left;
      if (!swapIfEarlier(child, parent)) return;
      parent = child;
    }
  }

  function swapIfEarlier(child: number, parent: number): boolean {
    const lower = heap[child];
    const upper = heap[parent];
    if (!lower || !upper || !isEarlier(lower, upper)) return false;
    heap[child] = upper;
    heap[parent] = lower;
    return true;
  }

  function removeAt(index: number): void {
    const last = heap.pop();
    if (!last || index >= heap.length) return;
    heap[index] = last;
    siftDown(index);
    siftUp(index);
  }

  return {
    add(dueAt: number, task: () => void): Timer {
      const timer = { dueAt, order: inserted++, task };
      heap.push(timer);
      siftUp(heap.length - 1);
      return {
        cancel() {
          const index = heap.indexOf(timer);
          if (index >= 0) removeAt(index);
        },
      };
    },
    nextDueAt: (): number | undefined => heap[0]?.dueAt,
    takeDue(until: number): PendingTimer | undefined {
      const first = heap[0];
      if (!first || first.dueAt > until) return undefined;
      removeAt(0);
      return first;
    },
  };
}

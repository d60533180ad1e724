import type { TenantStores } from '#lib/ports/stores.ts';
import { type Activities, currentActivity, never } from './activities.ts';

/** Called after a call of a store has succeeded. */
export type StoreObserver = (name: string, args: readonly unknown[], result: unknown) => void;

/**
 * Lets the database calls of one seed through one after the other, in the order they were made, so that the same
 * seed always sees the same order; and ends a process in the middle of one when the script says so.
 */
export class Turns {
  readonly #activities: Activities;
  #tail: Promise<void> = Promise.resolve();

  constructor(activities: Activities) {
    this.#activities = activities;
  }

  async take<Result>(name: string, call: () => Promise<Result>): Promise<Result> {
    const activity = currentActivity();
    if (activity?.isDead) return never();
    const planned = activity?.endsAtCall;
    const fate = planned && name.startsWith(planned.name) ? planned : null;
    if (fate) fate.left -= 1;
    const isLast = fate?.left === 0;
    if (activity && isLast && !fate.hasEffect) {
      this.#activities.kill(activity);
      return never();
    }
    const before = this.#tail;
    let pass = () => {};
    this.#tail = new Promise((resolve) => {
      pass = resolve;
    });
    const result = await this.#activities.whileBusy(async () => {
      await before;
      return call().finally(pass);
    });
    if (activity && isLast) this.#activities.kill(activity);
    return activity?.isDead ? never() : result;
  }
}

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * The stores, with every call taking its turn. `tenantId` is what the product sees as the tenant's name: its own is
 * another one each time, and the product derives times from it.
 */
export function takeTurns(
  stores: TenantStores,
  tenantId: string,
  turns: Turns,
  observe: StoreObserver,
): TenantStores {
  return { ...wrap(stores, '', turns, observe), tenantId };
}

function wrap<T extends object>(target: T, path: string, turns: Turns, observe: StoreObserver): T {
  const wrapped = new Map<PropertyKey, unknown>();
  return new Proxy(target, {
    get(_, key) {
      const known = wrapped.get(key);
      if (known !== undefined) return known;
      const value: unknown = Reflect.get(target, key);
      const name = `${path}${String(key)}`;
      const made = isFunction(value)
        ? async (...args: unknown[]) => {
            const result = await turns.take(name, async () => value.apply(target, args));
            noteFence(name);
            observe(name, args, result);
            return result;
          }
        : typeof value === 'object' && value !== null
          ? wrap(value, `${name}.`, turns, observe)
          : value;
      wrapped.set(key, made);
      return made;
    },
  });
}

/** Between the look at the fence and the record of what was written, nothing calls a write back. */
function noteFence(name: string): void {
  const activity = currentActivity();
  if (activity === undefined) return;
  if (name === 'batches.assertFence') activity.isWriting = true;
  if (name === 'batches.record') activity.isWriting = false;
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function';
}

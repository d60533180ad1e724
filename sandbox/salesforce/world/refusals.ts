import type { ApiError } from '../records/api-fault.ts';

/** What a trigger, a flow or a limit of the org makes of some saves. */
export type Refusal = {
  object: string;
  /** Only saves of this record; without it any save of the object, new records included. */
  recordId?: string | undefined;
  error: ApiError;
  /** How many saves are refused. */
  times: number;
};

export type Refusals = {
  add(refusal: Refusal): void;
  /** The error that this save runs into; uses one refusal up. */
  take(objectName: string, recordId: string): ApiError | undefined;
  clear(): void;
};

export function createRefusals(): Refusals {
  let armed: Refusal[] = [];
  return {
    add: (refusal) => void armed.push({ ...refusal }),
    take(objectName, recordId) {
      const hit = armed.find(
        (refusal) =>
          refusal.object === objectName && (refusal.recordId === undefined || refusal.recordId === recordId),
      );
      if (!hit) return undefined;
      hit.times -= 1;
      if (hit.times === 0) armed = armed.filter((refusal) => refusal !== hit);
      return hit.error;
    },
    clear() {
      armed = [];
    },
  };
}

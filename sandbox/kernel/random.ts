/** Seeded chance: the same seed always tells the same story, so a failing run can be repeated. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [min, max], both ends included. */
  int(min: number, max: number): number;
  pick<T>(choices: readonly T[]): T;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string;
  /** A version 4 UUID. */
  uuid(): string;
  /** Chance of its own for one purpose: how often others ask must not change what it tells. */
  fork(purpose: string): Random;
}

export function createRandom(seed: number | string): Random {
  let state = typeof seed === 'number' ? seed | 0 : hashText(seed);

  /** Mulberry32: 32 bits of state are plenty here, and it costs a few nanoseconds. */
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));

  function hex(length: number): string {
    let digits = '';
    while (digits.length < length)
      digits += Math.floor(next() * 0x1_0000_0000)
        .toString(16)
        .padStart(8, '0');
    return digits.slice(0, length);
  }

  return {
    next,
    int,
    pick<T>(choices: readonly T[]): T {
      if (choices.length === 0) throw new Error('pick needs at least one choice');
      return choices[int(0, choices.length - 1)] as T;
    },
    chance: (p) => next() < p,
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[int(0, 3)]}${hex(3)}-${hex(12)}`,
    fork: (purpose) => createRandom(`${seed}/${purpose}`),
  };
}

/** FNV-1a, 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}

/** Puts `items` in any order, in place: a client that relies on an order nobody promises must fail here. */
export function shuffle<T>(random: Random, items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.int(0, i);
    const swap = items[i] as T;
    items[i] = items[j] as T;
    items[j] = swap;
  }
  return items;
}

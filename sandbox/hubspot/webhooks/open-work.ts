/** Counts what is under way, for somebody who waits until nothing is. */
export interface OpenWork {
  begin(): void;
  end(): void;
  /** Resolves when nothing is under way, what follows from it included. */
  settled(): Promise<void>;
}

export function createOpenWork(): OpenWork {
  let open = 0;
  let waiting: (() => void)[] = [];
  return {
    begin() {
      open += 1;
    },
    end() {
      open -= 1;
      if (open > 0) return;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    async settled() {
      while (open > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

import type { Hono } from 'hono';
import type { Clock } from './clock.ts';
import type { Counters } from './counters.ts';
import type { Faults } from './faults.ts';
import type { Latency } from './latency.ts';
import type { Recorder } from './recorder.ts';

/** What both sandbox servers are built on. */
export interface Service {
  name: string;
  /** Answers requests directly (`app.fetch`) or behind a socket; add routes and `onError` to it. */
  app: Hono;
  clock: Clock;
  counters: Counters;
  faults: Faults;
  /** What the real service says with a status, where it says anything. */
  describeTrouble(status: number): object | undefined;
  latency: Latency;
  recorder: Recorder;
  /** Registers what `POST /_control/reset` must forget beyond counters, faults and latency. */
  onReset(forget: () => void): void;
  /** Registers what `POST /_control/scenario` loads; throw `UnknownScenario` for an unknown name. */
  onScenario(load: (name: string) => void): void;
  /** Forgets everything: world, counters, faults, latency. */
  reset(): void;
  loadScenario(name: string): void;
}

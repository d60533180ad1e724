import type { Exchange } from '#sim/machine/wire.ts';
import type { ArrivedWrite, Scene } from '#sim/stage/scene.ts';
import { sideOf } from '#sim/stage/workers.ts';
import { judgeDuplicates, watchBirths } from './duplicates.ts';
import { keepLedger } from './exceptions.ts';
import { judgeIsolation } from './isolation.ts';
import { learn } from './knowledge.ts';
import { judgeLeak } from './leak.ts';
import { propertiesOf, refusedIn, type Write, writesIn } from './writes.ts';

/** What has gone over the wire so far. */
export type Watched = { exchanges: number };

/** Judges every write at the moment it reaches a service, by what its sender had heard until then. */
export function watch(scene: Scene): Watched {
  const watched: Watched = { exchanges: 0 };
  const under = new WeakMap<Exchange, readonly ArrivedWrite[]>();
  watchBirths(scene);
  keepLedger(scene);
  scene.world.wire.observe({
    onArrival(exchange) {
      watched.exchanges += 1;
      judgeIsolation(scene, exchange);
      if (exchange.activity === undefined) return;
      for (const write of writesIn(exchange)) {
        const { tenant } = exchange.activity;
        const arrived = { tenant, target: targetOf(write), properties: propertiesOf(write), isDone: false };
        scene.arrived.push(arrived);
        under.set(exchange, [...(under.get(exchange) ?? []), arrived]);
        judge(scene, exchange, write);
      }
    },
    onAnswer(exchange) {
      const isDone = exchange.status !== null && exchange.status < 300;
      const refused = refusedIn(exchange);
      for (const [index, arrived] of (under.get(exchange) ?? []).entries())
        arrived.isDone = isDone && !refused.has(index);
      if (isDone && exchange.activity !== undefined) scene.writes += writesIn(exchange).length;
      if (exchange.activity !== undefined) learn(scene, sideOf(scene, exchange.activity.tenant), exchange);
    },
  });
  return watched;
}

function targetOf(write: Write): string | null {
  if (write.kind === 'update_record') return write.recordId;
  return 'contactId' in write ? write.contactId : null;
}

function judge(scene: Scene, exchange: Exchange, write: Write): void {
  judgeLeak(scene, exchange, write);
  judgeDuplicates(scene, exchange, write);
}

import { drainTenant } from '#lib/services/drain-tenant.ts';
import type { Random } from '#sandbox/kernel/random.ts';
import type { Activity } from '#sim/machine/activities.ts';
import { listOf, objectOf } from '#sim/machine/json.ts';
import type { Exchange, Fate } from '#sim/machine/wire.ts';
import { faultyFates } from '#sim/machine/wire.ts';
import { writesIn } from '#sim/oracles/writes.ts';
import { noteOutsiders } from './afternoon.ts';
import type { Scene, TenantSide } from './scene.ts';

const longestHoldMs = 20_000;

/** One of the workers takes the tenant up, unless another has it. */
export function startDrain(scene: Scene, tenant: number, worker: number): boolean {
  const side = sideOf(scene, tenant);
  if (side.holder !== null) return false;
  const open = side.product.openProcess();
  const signal = new AbortController().signal;
  const activity = scene.world.activities.begin(
    `W${worker}`,
    tenant,
    async () => {
      try {
        return await drainTenant(await open(), signal);
      } finally {
        if (side.holder === activity) side.holder = null;
      }
    },
    (result) => void scene.trace.push(`  W${worker}/${tenant} drained: ${result.kind}`),
  );
  side.holder = activity;
  return true;
}

/** The process of a drain ends. What it had sent is on its way, or is not. */
export async function crashDrain(scene: Scene, tenant: number, random: Random): Promise<boolean> {
  const side = sideOf(scene, tenant);
  // Nobody at work: a process ends that is about to begin.
  const isNew = startDrain(scene, tenant, random.int(1, 2));
  const { holder } = side;
  if (holder === null) return false;
  if (isNew || random.chance(0.5)) {
    // In the middle of a later call of the database; most of them when something is being stored.
    const storing = random.pick(['', 'batches.record', 'sweeps.storeSwept', 'sweeps.storeSwept']);
    const left = random.int(1, storing === 'batches.record' ? 2 : 4);
    holder.endsAtCall = { name: storing, left, hasEffect: random.chance(0.5) };
    return true;
  }
  scene.world.activities.kill(holder);
  side.holder = null;
  await scene.world.wire.abandon(holder, () => random.chance(0.5));
  return true;
}

/** A drain that ended by itself in the middle of a call leaves its lock to others. */
export async function buryDead(scene: Scene, random: Random): Promise<void> {
  for (const side of scene.tenants) {
    const { holder } = side;
    if (holder?.isDead !== true) continue;
    side.holder = null;
    scene.trace.push(`  ${holder.name}/${holder.tenant} has ended`);
    await scene.world.wire.abandon(holder, () => random.chance(0.5));
  }
}

/**
 * The connection that holds the lock breaks while the process goes on. Not between fence and record: what is sent
 * then is on the wire, and no lock of ours calls it back.
 */
export function loseLock(scene: Scene, tenant: number): Activity | null {
  const side = sideOf(scene, tenant);
  const { holder } = side;
  if (holder === null || holder.isWriting) return null;
  side.holder = null;
  return holder;
}

/** The other worker takes the tenant up while the one that has lost it stands still, and goes on afterwards. */
export function takeOver(scene: Scene, tenant: number, former: Activity, worker: number): void {
  if (startDrain(scene, tenant, worker)) former.standsBehind = sideOf(scene, tenant).holder;
}

/** Lets one request through, or time pass when there is none. False when nothing was under way. */
export async function step(scene: Scene, random: Random): Promise<boolean> {
  const { world } = scene;
  const { wire, activities, clock } = world;
  await activities.settle();
  await buryDead(scene, random);
  if (wire.waiting() > 0) {
    clock.advance(random.int(5, 60));
    const exchange = await wire.release(random, (asked) => chooseFate(scene, random, asked));
    if (exchange !== null) scene.trace.push(tellOf(scene, exchange));
  } else {
    if (activities.live.length === 0) return false;
    const next = clock.nextWake();
    if (next === null) throw new Error('work is under way that waits for nothing');
    clock.advance(Math.max(0, next - clock.now()));
  }
  await activities.settle();
  await buryDead(scene, random);
  scene.tenants.forEach(noteOutsiders);
  return true;
}

/** Lets everything that is under way come to its end. */
export async function runToEnd(scene: Scene, random: Random): Promise<void> {
  for (let steps = 0; await step(scene, random); steps += 1) {
    if (steps > 20_000) throw new Error('the work under way does not end');
  }
}

/** Time passes. Requests are not held for as long as their clients wait for them: they would arrive late. */
export async function passTime(scene: Scene, random: Random, ms: number): Promise<void> {
  const { clock, wire, activities } = scene.world;
  const isLong = ms > longestHoldMs / 4;
  const letThrough = async () => {
    while (wire.waiting() > 0 && (isLong || wire.longestWait() > longestHoldMs)) await step(scene, random);
  };
  await letThrough();
  for (let left = ms; left > 0; ) {
    const next = clock.nextWake();
    const part = next === null ? left : Math.min(left, Math.max(1, next - clock.now()));
    clock.advance(part);
    left -= part;
    await activities.settle();
    await letThrough();
  }
  scene.tenants.forEach(noteOutsiders);
}

function chooseFate({ weather }: Scene, random: Random, exchange: Exchange): Fate {
  // In bad weather writes fare worse than anything else: what becomes of them is hardest to know.
  const isWrite = writesIn(exchange).length > 0 && weather.faultRate > 0;
  if (random.chance(isWrite ? 0.4 : weather.faultRate)) return random.pick(faultyFates);
  const asked = exchange.path.endsWith('/memberships/batch/read')
    ? listOf(objectOf(exchange.body).inputs).map(({ recordId }) => String(recordId))
    : [];
  exchange.leftOut = asked.find((recordId) => weather.unreadable.has(recordId)) ?? null;
  return exchange.leftOut === null ? 'deliver' : 'partial';
}

export function sideOf(scene: Scene, tenant: number): TenantSide {
  const side = scene.tenants[tenant];
  if (side === undefined) throw new Error(`no tenant ${tenant}`);
  return side;
}

const isRead = ({ method, path }: Exchange): boolean =>
  method === 'GET' || path.endsWith('/batch/read') || path.endsWith('/search') || /sobjects\/\w+$/.test(path);

function tellOf(scene: Scene, exchange: Exchange): string {
  const { activity, service, method, path, fate, status, body } = exchange;
  const seconds = ((scene.world.clock.now() - scene.world.startedAt) / 1_000).toFixed(2);
  const who = `${activity?.name}/${activity?.tenant}`;
  const what = isRead(exchange) ? '' : ` ${JSON.stringify(body)}`;
  return `  +${seconds}s ${who} ${service} ${method} ${path} ${fate}${status === null ? '' : ` ${status}`}${what}`;
}

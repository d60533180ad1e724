import { HubspotError } from '#sandbox/hubspot/api/errors.ts';
import { createRandom } from '#sandbox/kernel/random.ts';
import { ApiFault } from '#sandbox/salesforce/records/api-fault.ts';
import type { EventKind, SimEvent } from '#sim/script.ts';
import { noteEdits, valuesOf } from './afternoon.ts';
import { putBack } from './play-back.ts';
import * as console from './play-console.ts';
import { reconnect, request } from './play-console.ts';
import type { Play } from './play-hubspot.ts';
import * as hubspot from './play-hubspot.ts';
import * as salesforce from './play-salesforce.ts';
import type { Scene, TenantSide } from './scene.ts';
import { crashDrain, loseLock, passTime, sideOf, startDrain, step, takeOver } from './workers.ts';

const plays: Partial<Record<EventKind, Play>> = {
  hubspot_edit: hubspot.edit,
  hubspot_edit_unmapped: hubspot.editUnmapped,
  hubspot_email: hubspot.editEmail,
  hubspot_tier: hubspot.changeTier,
  hubspot_there_and_back: hubspot.changeTier,
  hubspot_create: hubspot.create,
  hubspot_delete: hubspot.remove,
  hubspot_restore: hubspot.restore,
  hubspot_erase: hubspot.erase,
  hubspot_merge: hubspot.merge,
  list_criteria: hubspot.changeCriteria,
  list_delete: hubspot.dropList,
  list_restore: hubspot.bringListBack,
  list_convert: hubspot.convertList,
  salesforce_edit: salesforce.edit,
  salesforce_email: salesforce.editEmail,
  salesforce_edit_unmapped: salesforce.editUnmapped,
  salesforce_create: salesforce.create,
  salesforce_delete: salesforce.remove,
  salesforce_undelete: salesforce.undelete,
  salesforce_convert: salesforce.convertOne,
  salesforce_merge: salesforce.merge,
  salesforce_late_begin: salesforce.beginLate,
  salesforce_late_commit: salesforce.commitLate,
  choose_list: console.chooseList,
  change_settings: console.changeSettings,
  resync: console.resync,
  run_pause: console.pauseRun,
  run_resume: console.resumeRun,
  run_cancel: console.cancelRun,
  drain: (scene, { product }, random) => (startDrain(scene, product.tenant, random.int(1, 2)) ? '' : null),
  lose_lock: (scene, side, random) => {
    const { tenant } = side.product;
    const former = loseLock(scene, tenant);
    if (former === null) return null;
    // The other worker tries every tenant again and again: often it is there at once.
    if (random.chance(0.3)) return '';
    const edit = random.pick([hubspot.edit, salesforce.edit, () => null]);
    const told = edit(scene, side, random) ?? '';
    takeOver(scene, tenant, former, random.int(1, 2));
    return `taken over, ${told}`;
  },
  faults_on: (scene, _, random) => {
    scene.weather.faultRate = random.pick([0.05, 0.15, 0.3]);
    return String(scene.weather.faultRate);
  },
  membership_unreadable: hubspot.hideMembership,
  faults_off: (scene) => {
    scene.weather.faultRate = 0;
    scene.weather.unreadable.clear();
    return '';
  },
  tokens_expire: ({ world }, { product }) => {
    world.hubspot.world.grants.expireAccessTokens(product.portal.portalId);
    return '';
  },
  access_revoked: ({ world }, side) => {
    const { portalId } = side.product.portal;
    world.hubspot.world.grants.expireAccessTokens(portalId);
    world.hubspot.world.grants.revokeRefreshTokens(portalId);
    side.isRevoked = true;
    forgetTellings(side);
    return '';
  },
  reconnect: (scene, side) => {
    if (!side.isRevoked) return null;
    request(scene, side, 'reconnect', () => reconnect(side));
    return '';
  },
  webhooks_down: setWebhooks('down'),
  webhooks_lost: setWebhooks('lost'),
  webhooks_up: setWebhooks('up'),
};

function setWebhooks(webhooks: Scene['weather']['webhooks']): Play {
  return (scene) => {
    if (webhooks === 'lost') loseDeliveries(scene);
    else scene.weather.webhooks = webhooks;
    return '';
  };
}

/** From now on somebody on the way takes deliveries and passes nothing on. */
export function loseDeliveries(scene: Scene): void {
  scene.weather.webhooks = 'lost';
  scene.tenants.forEach(forgetTellings);
}

/** Lets one event happen, and some of what is under way go on. */
export async function playEvent(scene: Scene, event: SimEvent): Promise<void> {
  const random = createRandom(event.roll);
  const side = sideOf(scene, event.tenant);
  const told = await act();
  scene.trace.push(`#${event.number} ${event.kind}/${event.tenant} ${told ?? '(nobody)'}`);
  if (isEdit(event.kind) && random.chance(0.35)) {
    await passTime(scene, random, random.pick([0, 1_500, 3_200]));
    startDrain(scene, event.tenant, random.int(1, 2));
  }
  await scene.world.activities.settle();
  const steps = random.int(0, 12);
  for (let count = 0; count < steps; count += 1) if (!(await step(scene, random))) break;

  async function act(): Promise<string | null> {
    if (event.kind === 'crash') return (await crashDrain(scene, event.tenant, random)) ? '' : null;
    if (event.kind === 'time') {
      const ms = random.pick([500, 2_000, 4_000, 20_000, 45_000, 120_000]);
      await passTime(scene, random, ms);
      return `${ms} ms`;
    }
    if (event.kind === 'hubspot_put_back') return happen(async () => putBack(scene, side, random, 'hubspot'));
    if (event.kind === 'salesforce_put_back')
      return happen(async () => putBack(scene, side, random, 'salesforce'));
    const told = await happen(async () => plays[event.kind]?.(scene, side, random) ?? null);
    if (event.kind === 'hubspot_there_and_back') {
      await passTime(scene, random, random.pick([500, 2_500, 4_500]));
      return `${told}, ${await happen(async () => hubspot.takeTierBack(scene, side, random))}`;
    }
    return told;
  }

  async function happen(what: () => Promise<string | null>): Promise<string | null> {
    const before = valuesOf(side);
    try {
      const told = await what();
      noteEdits(side, event.kind, before);
      return told;
    } catch (error) {
      // People are refused things, too: a taken address, a row that somebody holds.
      if (error instanceof HubspotError || error instanceof ApiFault) return `refused: ${error.message}`;
      throw error;
    }
  }
}

/** Edits, in whose wake a worker takes the tenant up now and then: whatever is not visible yet must not be lost by it. */
const isEdit = (kind: EventKind): boolean => /_(edit|tier|there_and_back|put_back|create)$/.test(kind);

/** What was on its way to the app may not get there any more. */
function forgetTellings({ erased }: TenantSide): void {
  for (const each of erased) each.isTold = false;
}

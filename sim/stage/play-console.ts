import type { ResyncScope } from '#lib/contracts/runs.ts';
import { initialSettings, type SyncSettings } from '#lib/domain/settings.ts';
import { ProviderFailure } from '#lib/ports.ts';
import { type RequestContext, ServiceError } from '#lib/services/context.ts';
import { changeRunState } from '#lib/services/resync.ts';
import { chooseInclusionList } from '#lib/services/save-settings.ts';
import { startRun } from '#lib/services/start-run.ts';
import type { Random } from '#sandbox/kernel/random.ts';
import { drawMappings } from './fields.ts';
import { liveRows } from './hubspot-people.ts';
import type { Play } from './play-hubspot.ts';
import { currentSettings, type Scene, type TenantSide } from './scene.ts';

/** A request of the console, as a route would carry it out: what it refuses, it refuses with a code. */
export function request(
  scene: Scene,
  { product }: TenantSide,
  name: string,
  act: (context: RequestContext) => Promise<unknown>,
): void {
  const open = product.openProcess();
  scene.world.activities.begin(`console ${name}`, product.tenant, async () => {
    try {
      await act(product.openRequest(await open()));
    } catch (error) {
      if (!(error instanceof ServiceError) && !(error instanceof ProviderFailure)) throw error;
      scene.trace.push(`  console/${product.tenant} ${name} refused: ${error.code}`);
    }
  });
}

/** The admin consents once more, with the same account. */
export async function reconnect(side: TenantSide): Promise<void> {
  await side.product.reconnectHubspot();
  side.isRevoked = false;
}

export const chooseList: Play = (scene, side, random) => {
  const listId = random.chance(0.15) ? null : random.pick(side.listIds);
  request(scene, side, 'choose list', async (context) => {
    const { revision: expectedRevision } = await context.stores.settings.readCurrent();
    await chooseInclusionList(context, { expectedRevision, listId });
  });
  return listId ?? 'no limit';
};

/** Everything an admin decides beside the list. */
export const changeSettings: Play = (scene, side, random) => {
  const change = drawChange(scene, side, random);
  request(scene, side, 'settings', async ({ stores, user }) => {
    const { revision, settings } = await stores.settings.readCurrent();
    await stores.settings.save(revision, { ...settings, ...change }, user.email);
  });
  return JSON.stringify(change).slice(0, 120);
};

function drawChange({ world }: Scene, side: TenantSide, random: Random): Partial<SyncSettings> {
  const { autoCreateSince } = currentSettings(side);
  const now = new Date(world.clock.now()).toISOString();
  const flip = (since: string | null) => (since === null ? now : random.chance(0.5) ? null : since);
  return random.pick([
    () => ({ createInSalesforce: random.pick(['nothing', 'lead', 'contact'] as const) }),
    () => ({ onSalesforceDelete: random.pick(['keep', 'archive'] as const) }),
    () => ({ syncOnJoin: random.chance(0.5) }),
    () => ({ autoCreateSince: { ...autoCreateSince, Lead: flip(autoCreateSince.Lead) } }),
    () => ({ autoCreateSince: { ...autoCreateSince, Contact: flip(autoCreateSince.Contact) } }),
    () => ({ mappings: drawMappings(random) }),
    () => ({ settleDelaySeconds: random.pick([30, 60, initialSettings().settleDelaySeconds]) }),
  ])();
}

/** Of everybody, of one contact, or only as a dry run. */
export const resync: Play = (scene, side, random) => {
  const rows = liveRows(side.product.portal);
  const isOfOne = rows.length > 0 && random.chance(0.3);
  const contactId = isOfOne ? side.product.portal.contacts.idOf(random.pick(rows)) : null;
  const isDryRun = random.chance(0.2);
  startResync(scene, side, random, contactId, isDryRun);
  return `${contactId ?? 'all'}${isDryRun ? ', dry' : ''}`;
};

export function startResync(
  scene: Scene,
  side: TenantSide,
  random: Random,
  contactId: string | null,
  isDryRun: boolean,
): string {
  const runId = random.uuid();
  const scope: ResyncScope =
    contactId === null ? { kind: 'all' } : { kind: 'contacts', hubspotContactIds: [contactId] };
  request(scene, side, 'resync', (context) => startRun(context, runId, { kind: 'resync', isDryRun, scope }));
  return runId;
}

const actOnRun =
  (action: 'pause' | 'resume' | 'cancel'): Play =>
  (scene, side) => {
    request(scene, side, action, async (context) => {
      const [run] = await context.stores.runs.listRecent(1);
      if (run !== undefined) await changeRunState(context, run.runId, { action });
    });
    return '';
  };

export const pauseRun = actOnRun('pause');
export const resumeRun = actOnRun('resume');
export const cancelRun = actOnRun('cancel');

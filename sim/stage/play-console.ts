import { changeRunState, startResync } from '#lib/services/resync.ts';
import { type RequestContext, ServiceError } from '#lib/services/context.ts';
import { chooseInclusionList, saveCreatingSettings } from '#lib/services/save-settings.ts';
import { ProviderFailure } from '#lib/ports.ts';
import type { Play } from './play-hubspot.ts';
import { currentSettings, type Scene, type TenantSide } from './scene.ts';

/** A request of the console, as a route would carry it out: what it refuses, it refuses with a code. */
function request(
  scene: Scene,
  side: TenantSide,
  name: string,
  act: (context: RequestContext) => Promise<unknown>,
): void {
  const { product } = side;
  const open = product.openProcess();
  scene.world.activities.begin(`console ${name}`, product.tenant, async () => {
    try {
      await act(product.openRequest(await open()));
    } catch (error) {
      if (!(error instanceof ServiceError) && !(error instanceof ProviderFailure)) throw error;
      const code = error instanceof ServiceError ? error.code : error.code;
      scene.trace.push(`  console/${product.tenant} ${name} refused: ${code}`);
    }
  });
}

const revisionOf = async ({ stores }: RequestContext): Promise<number> =>
  (await stores.settings.readCurrent()).revision;

export const chooseList: Play = (scene, side, random) => {
  const listId = random.chance(0.15) ? null : random.pick(side.listIds);
  request(scene, side, 'choose list', async (context) => {
    const expectedRevision = await revisionOf(context);
    await chooseInclusionList(context, { expectedRevision, listId });
  });
  return listId ?? 'no limit';
};

export const changeCreating: Play = (scene, side, random) => {
  const { defaultCompany, defaultLastName, contactForKnownAccount } = currentSettings(side);
  const createInSalesforce = random.pick(['nothing', 'lead', 'contact'] as const);
  const creating = { createInSalesforce, defaultCompany, defaultLastName, contactForKnownAccount };
  request(scene, side, 'creating', async (context) => {
    const expectedRevision = await revisionOf(context);
    await saveCreatingSettings(context, { expectedRevision, creating });
  });
  return createInSalesforce;
};

export const resync: Play = (scene, side, random) => {
  const runId = random.uuid();
  request(scene, side, 'resync', (context) => startResync(context, runId));
  return runId;
};

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

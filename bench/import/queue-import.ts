import { randomUUID } from 'node:crypto';
import type { Rig } from '#bench/rig/start-rig.ts';

/** Starts an import of every Lead, as the console does. Answers the run's id. */
export async function queueImport({ container, tenantId }: Rig, expectedTotal: number): Promise<string> {
  const { runs, settings } = container.openStores(tenantId);
  const current = await settings.readCurrent();
  const runId = randomUUID();
  await runs.startImport(
    {
      runId,
      settingsRevision: current.revision,
      inclusionList: current.settings.inclusionList,
      startedBy: null,
      expectedTotal,
    },
    {
      salesforceTypes: ['Lead'],
      filter: { createdSince: null, modifiedSince: null, ownerId: null, conditions: [] },
      conditions: { Lead: [], Contact: [] },
    },
  );
  return runId;
}

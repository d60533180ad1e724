import { isRunning } from '../bulk/bulk-job.ts';
import type { BulkState } from '../bulk/bulk-jobs.ts';
import { startJob } from '../bulk/job-runner.ts';
import type { ObjectSpec } from '../metadata/object-spec.ts';
import type { Rules } from '../metadata/rules.ts';
import type { Row } from '../records/row.ts';
import type { World } from './world.ts';

type OrgState = {
  orgId: string;
  objects: ObjectSpec[];
  rules: Rules;
  isApiDisabled: boolean;
  apiCallsUsed: number;
  dailyApiLimit: number;
  bulk: BulkState;
  tables: { objectName: string; sequence: number; rows: Row[] }[];
};

/** Everything of all orgs that must outlive a restart, as plain data. */
export type WorldState = { orgs: OrgState[] };

export function exportWorld(world: World): WorldState {
  return {
    orgs: world.orgs().map((org) => ({
      orgId: org.orgId,
      objects: org.schema.objects().map((object) => object.spec),
      rules: org.rules,
      isApiDisabled: org.isApiDisabled,
      apiCallsUsed: org.usage.used(),
      dailyApiLimit: org.usage.limit(),
      bulk: org.bulk.exportState(),
      tables: [...org.tables()].map(([objectName, table]) => ({
        objectName,
        sequence: table.sequence(),
        rows: [...table.rows()],
      })),
    })),
  };
}

/** Replaces the records and settings of all orgs. Org ids never change, so the orgs are found again by id. */
export function importWorld(world: World, state: WorldState): void {
  world.reset();
  for (const saved of state.orgs) {
    const org = world.org(saved.orgId);
    if (!org) continue;
    for (const spec of saved.objects) org.defineObject(spec);
    org.rules = saved.rules;
    org.isApiDisabled = saved.isApiDisabled;
    org.usage.setLimit(saved.dailyApiLimit);
    org.usage.setUsed(saved.apiCallsUsed);
    for (const { objectName, sequence, rows } of saved.tables) {
      const table = org.tableOf(objectName);
      for (const row of [...table.rows()]) table.remove(row);
      for (const row of rows) table.insert(row);
      table.continueFrom(sequence);
    }
    org.bulk.importState(saved.bulk);
    for (const job of saved.bulk.jobs) if (isRunning(job)) startJob(world, org, job);
  }
}

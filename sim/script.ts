import { createRandom } from '#sandbox/kernel/random.ts';

/** What can happen. `stage/play.ts` says what each does to the world. */
export const eventWeights = {
  hubspot_edit: 12,
  hubspot_edit_unmapped: 2,
  hubspot_tier: 7,
  hubspot_create: 3,
  hubspot_delete: 2,
  hubspot_restore: 1,
  hubspot_merge: 1,
  list_criteria: 1,
  list_delete: 1,
  list_restore: 1,
  salesforce_edit: 12,
  salesforce_edit_unmapped: 2,
  salesforce_create: 4,
  salesforce_delete: 2,
  salesforce_undelete: 1,
  salesforce_convert: 2,
  salesforce_merge: 1,
  salesforce_late_begin: 2,
  salesforce_late_commit: 2,
  choose_list: 3,
  change_settings: 4,
  resync: 6,
  run_pause: 1,
  run_resume: 1,
  run_cancel: 1,
  drain: 20,
  crash: 5,
  lose_lock: 2,
  faults_on: 3,
  faults_off: 2,
  tokens_expire: 1,
  webhooks_down: 1,
  webhooks_up: 1,
  time: 8,
} as const;
export type EventKind = keyof typeof eventWeights;

/**
 * One thing that happens. Whom it happens to is drawn from `roll` when it happens, so that the others keep their
 * meaning when some are left out.
 */
export type SimEvent = {
  readonly number: number;
  readonly kind: EventKind;
  readonly tenant: number;
  readonly roll: number;
};

export const eventsPerSeed = 70;

export function drawScript(seed: number, count = eventsPerSeed): SimEvent[] {
  const random = createRandom(`${seed}/script`);
  const kinds = (Object.keys(eventWeights) as EventKind[]).flatMap((kind) =>
    Array.from({ length: eventWeights[kind] }, () => kind),
  );
  return Array.from({ length: count }, (_, number) => ({
    number,
    kind: random.pick(kinds),
    tenant: random.chance(0.8) ? 0 : 1,
    roll: random.int(0, 0x7fff_ffff),
  }));
}

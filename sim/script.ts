import { createRandom } from '#sandbox/kernel/random.ts';

/** What can happen. `stage/play.ts` says what each does to the world. */
export const eventWeights = {
  hubspot_edit: 12,
  hubspot_edit_unmapped: 2,
  hubspot_email: 1,
  hubspot_tier: 7,
  hubspot_there_and_back: 3,
  hubspot_put_back: 0,
  hubspot_create: 3,
  hubspot_delete: 2,
  hubspot_restore: 1,
  hubspot_erase: 1,
  hubspot_merge: 1,
  list_criteria: 1,
  list_delete: 1,
  list_restore: 1,
  list_convert: 1,
  salesforce_edit: 12,
  salesforce_put_back: 0,
  salesforce_email: 2,
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
  lose_lock: 3,
  faults_on: 3,
  faults_off: 2,
  membership_unreadable: 2,
  tokens_expire: 1,
  access_revoked: 1,
  reconnect: 2,
  webhooks_down: 1,
  webhooks_lost: 1,
  webhooks_up: 1,
  time: 8,
} as const;
export type EventKind = keyof typeof eventWeights;

/**
 * The afternoon's: nobody touches the settings or the criteria, so that whatever is edited must arrive, and nobody
 * resyncs everybody, which would bring along what was lost. There is more trouble in return.
 */
const afternoonWeights: Readonly<Partial<Record<EventKind, number>>> = {
  ...eventWeights,
  list_criteria: 0,
  list_convert: 0,
  choose_list: 0,
  change_settings: 0,
  resync: 0,
  run_pause: 0,
  run_resume: 0,
  run_cancel: 0,
  hubspot_create: 5,
  hubspot_put_back: 5,
  salesforce_put_back: 5,
  salesforce_merge: 3,
  salesforce_convert: 3,
  lose_lock: 5,
  crash: 8,
  faults_on: 4,
  membership_unreadable: 5,
  webhooks_lost: 2,
  hubspot_erase: 2,
  list_delete: 2,
  list_restore: 2,
  time: 12,
};

/**
 * One thing that happens. Whom it happens to is drawn from `roll` when it happens, so that the others keep their
 * meaning when some are left out.
 */
export type SimEvent = {
  readonly number: number;
  readonly part: 'morning' | 'afternoon';
  readonly kind: EventKind;
  readonly tenant: number;
  readonly roll: number;
};

const eventsOf = { morning: 40, afternoon: 30 } as const;

export function drawScript(seed: number): SimEvent[] {
  const random = createRandom(`${seed}/script`);
  const draw = (part: SimEvent['part'], weights: Readonly<Partial<Record<EventKind, number>>>) => {
    const kinds = (Object.keys(weights) as EventKind[]).flatMap((kind) =>
      Array.from({ length: weights[kind] ?? 0 }, () => kind),
    );
    return Array.from({ length: eventsOf[part] }, () => ({
      part,
      kind: random.pick(kinds),
      tenant: random.chance(0.8) ? 0 : 1,
      roll: random.int(0, 0x7fff_ffff),
    }));
  };
  const events = [...draw('morning', eventWeights), ...draw('afternoon', afternoonWeights)];
  return events.map((event, number) => ({ number, ...event }));
}

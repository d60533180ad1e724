import type { Database } from '#lib/db/database.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import type { BatchRecord } from '#lib/ports/batches.ts';
import type { SavedSettings } from '#lib/ports/settings.ts';
import { createRandom, type Random } from '#sandbox/kernel/random.ts';
import { type Activity, currentActivity } from '#sim/machine/activities.ts';
import type { Afternoon } from './afternoon-notes.ts';
import { drawMappings, mappedFields, type RecordType, type Tier, tiers } from './fields.ts';
import { createContact, makeList, makeNestedList } from './hubspot-people.ts';
import { installProduct, type Product } from './product.ts';
import { addRecord } from './salesforce-people.ts';
import { openWorld, type World } from './world.ts';

export type Violation = { readonly invariant: Invariant; readonly detail: string };

export type Invariant =
  | 'no leak'
  | 'no duplicate'
  | 'convergence'
  | 'arrival'
  | 'no ping-pong'
  | 'nothing lost'
  | 'privacy'
  | 'dry run'
  | 'isolation'
  | 'no crash'
  | 'the same twice';

/** What one tenant's people and settings are, as the simulation remembers them. */
export type TenantSide = {
  readonly product: Product;
  /** Tiers that each list asks for, nested lists resolved, and when its criteria were last changed. */
  readonly criteria: Map<string, { readonly tiers: readonly Tier[]; readonly changedAt: number }>;
  /** The list people made first, which the settings begin with. */
  readonly listIds: string[];
  /** Who drains the tenant now. */
  holder: Activity | null;
  /** Every revision, with the tick it was saved at. */
  readonly history: { readonly tick: number; readonly settings: SyncSettings }[];
  /** Transactions that somebody has still open in Salesforce. */
  readonly openTransactions: string[];
  /** The contact that each record was last linked with. */
  readonly linkedWith: Map<string, string>;
  /** Addresses that people gave somebody, and the ones before, by the id of the contact or record. */
  readonly addresses: Map<string, Set<string>>;
  /** The last tier that somebody changed, and what it was before. */
  lastTier: { readonly row: number; readonly before: string } | null;
  /** HubSpot's tokens are dead until an admin reconnects. */
  isRevoked: boolean;
  /** Contacts that were deleted for privacy, and whether a delivery told or will tell us. */
  readonly erased: { readonly contactId: string; readonly email: string; isTold: boolean }[];
  /** What people have done since the world came to rest at noon. */
  afternoon: Afternoon | null;
};

/**
 * How often something goes wrong on the wire, and what becomes of deliveries: `down`, they are refused and repeated;
 * `lost`, somebody on the way takes them and passes nothing on.
 */
export type Weather = {
  faultRate: number;
  webhooks: 'up' | 'down' | 'lost';
  /** Contacts whose memberships cannot be read; both tenants have such ids. */
  readonly unreadable: Set<string>;
};

export type ArrivedWrite = {
  readonly tenant: number;
  /** The contact or record that the write named, if it was there already. */
  readonly target: string | null;
  /** HubSpot's names of the fields it is about. */
  readonly properties: readonly string[];
  /** It was carried out, whether or not its sender heard of it. */
  isDone: boolean;
};

/** One seed under way. */
export type Scene = {
  readonly seed: number;
  readonly world: World;
  readonly db: Database;
  readonly tenants: TenantSide[];
  readonly weather: Weather;
  readonly trace: string[];
  readonly violations: Violation[];
  /** Counts everything the oracles order: exchanges, settings. */
  tick: number;
  /** Records the product has written to a platform. */
  writes: number;
  /** Writes in their order, those that were refused, too. */
  readonly arrived: ArrivedWrite[];
  /** Told when an activity has recorded a batch. */
  readonly onRecorded: ((activity: Activity | undefined) => void)[];
  /** Whether a contact that has just stopped meeting the criteria waits until HubSpot has evaluated the list. */
  readonly isFenceExpected: boolean;
  /** A value that was never written before, and says who wrote it. */
  newValue(origin: string): string;
};

export async function openScene(seed: number, db: Database): Promise<Scene> {
  const world = openWorld(seed);
  let values = 0;
  const scene: Scene = {
    seed,
    world,
    db,
    tenants: [],
    weather: { faultRate: 0, webhooks: 'up', unreadable: new Set() },
    trace: [],
    violations: [],
    tick: 0,
    writes: 0,
    arrived: [],
    onRecorded: [],
    isFenceExpected: true,
    newValue(origin) {
      values += 1;
      return `${origin}v${values}`;
    },
  };
  for (const tenant of [0, 1]) await addTenant(scene, tenant);
  return scene;
}

async function addTenant(scene: Scene, tenant: number): Promise<void> {
  const { world, seed } = scene;
  const random = createRandom(`${seed}/people/${tenant}`);
  const portal = world.portals[tenant];
  const org = world.orgs[tenant];
  if (portal === undefined || org === undefined) throw new Error(`no tenant ${tenant}`);
  const criteria: TenantSide['criteria'] = new Map();
  const key = makeList(portal, 'Key', ['key']);
  const wide = makeList(portal, 'Wide', ['key', 'standard']);
  const nested = makeNestedList(portal, 'Nested', key);
  for (const [list, tiers] of [
    [key, ['key']],
    [wide, ['key', 'standard']],
    [nested, ['key']],
  ] as const) {
    criteria.set(list.listId, { tiers, changedAt: 0 });
  }
  const addresses = Array.from({ length: tenant === 0 ? 6 : 3 }, (_, index) => `p${index}@example.com`);
  for (const [index, email] of addresses.entries()) {
    const isInHubspot = index % 3 !== 2;
    const isInSalesforce = random.chance(0.6);
    if (isInHubspot) createContact(portal, drawContact(scene, random, email));
    if (isInSalesforce || !isInHubspot) {
      const type = random.chance(0.6) ? 'Lead' : 'Contact';
      addRecord(org, world.clock.now(), type, drawRecord(scene, random, type, email));
    }
  }
  for (const list of [key, wide, nested]) portal.evaluation.settle(list);
  const chosen = random.pick([key, wide, nested]);
  const settings: Partial<SyncSettings> = {
    inclusionList: { listId: chosen.listId, name: chosen.name },
    createInSalesforce: random.pick(['lead', 'lead', 'contact', 'nothing'] as const),
    onSalesforceDelete: random.pick(['keep', 'keep', 'archive'] as const),
    autoCreateSince: {
      Lead: random.chance(0.5) ? new Date(world.clock.now()).toISOString() : null,
      Contact: random.chance(0.5) ? new Date(world.clock.now()).toISOString() : null,
    },
    mappings: drawMappings(random),
  };
  const history: TenantSide['history'] = [];
  const linkedWith: TenantSide['linkedWith'] = new Map();
  const product = await installProduct(world, scene.db, tenant, seed, settings, (name, args, result) => {
    const saved = name === 'settings.save' ? (result as SavedSettings | null) : null;
    if (saved !== null) history.push({ tick: nextTick(scene), settings: saved.settings });
    const activity = currentActivity();
    if (name === 'inbox.claim' && activity !== undefined) activity.tookUpAt = nextTick(scene);
    if (name === 'batches.record') noteLinks(linkedWith, args[2] as BatchRecord);
    if (name === 'batches.record') for (const noted of scene.onRecorded) noted(activity);
  });
  const { settings: first } = await product.stores.settings.readCurrent();
  history.push({ tick: nextTick(scene), settings: first });
  scene.tenants.push({
    product,
    history,
    linkedWith,
    criteria,
    listIds: [key.listId, wide.listId, nested.listId],
    holder: null,
    openTransactions: [],
    addresses: new Map(),
    lastTier: null,
    isRevoked: false,
    erased: [],
    afternoon: null,
  });
}

function noteLinks(linkedWith: Map<string, string>, { links }: BatchRecord): void {
  for (const change of links)
    if (change.kind === 'put') linkedWith.set(change.link.salesforceId, change.link.hubspotContactId);
}

export function nextTick(scene: Scene): number {
  scene.tick += 1;
  return scene.tick;
}

export function currentSettings({ history }: TenantSide): SyncSettings {
  const last = history.at(-1);
  if (last === undefined) throw new Error('a tenant has settings from the start');
  return last.settings;
}

/** A new person as HubSpot has it: everything filled but what chance leaves blank. */
export function drawContact(scene: Scene, random: Random, email: string): Record<string, string> {
  const values: Record<string, string> = {
    email,
    company: scene.newValue('Hc'),
    // The list's own tier more often than any other, or hardly anybody would sync.
    account_tier: random.chance(0.5) ? 'key' : random.pick(tiers),
  };
  for (const { property, mayBeBlank } of mappedFields) {
    if (!mayBeBlank || random.chance(0.6)) values[property] = scene.newValue('H');
  }
  return values;
}

/** A new person as Salesforce has it. */
export function drawRecord(
  scene: Scene,
  random: Random,
  type: RecordType,
  email: string,
): Record<string, string> {
  const values: Record<string, string> = { Email: email };
  if (type === 'Lead') values.Company = scene.newValue('Sc');
  for (const field of mappedFields) {
    if (!field.mayBeBlank || random.chance(0.6)) values[field[type]] = scene.newValue('S');
  }
  return values;
}

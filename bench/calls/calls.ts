import { drainAll, queueResync } from '#bench/rig/drain.ts';
import {
  listMembers,
  makeTierList,
  openSettings,
  retitleContacts,
  retitleRecords,
  settleList,
} from '#bench/rig/people.ts';
import { type Rig, startRig } from '#bench/rig/start-rig.ts';
import type { TenantSession } from '#lib/services/sync-session.ts';
import { deliverWebhooks } from './deliver-webhooks.ts';
import { floorOf, type Work } from './floor.ts';
import { printCalls } from './print-calls.ts';

type Scene = { readonly rig: Rig; readonly session: TenantSession; readonly contactIds: readonly string[] };

/** API calls by route, each kind of work beside the least that the platforms' batch sizes allow. */
export async function benchCalls(contacts: number): Promise<void> {
  const rig = await startRig();
  try {
    const scene = await setScene(rig, contacts);
    const { session, contactIds } = scene;
    const quiet = { contacts: contactIds.length, isEnumerated: true, isLinked: true };
    const resync = async () => void (await queueResync(session));
    await count(scene, 'first sync creating Leads', resync, {
      ...quiet,
      isLinked: false,
      hubspotWrites: 0,
      salesforceWrites: contactIds.length,
    });
    await count(scene, 'no-change resync', resync, { ...quiet, hubspotWrites: 0, salesforceWrites: 0 });
    await retitleContacts(session, contactIds, 'Changed in HubSpot');
    await count(scene, 'resync, every contact changed in HubSpot', resync, {
      ...quiet,
      hubspotWrites: 0,
      salesforceWrites: contactIds.length,
    });
    await retitleRecords(session, 'Changed in Salesforce');
    await count(scene, 'resync, every record changed in Salesforce', resync, {
      ...quiet,
      hubspotWrites: contactIds.length,
      salesforceWrites: 0,
    });
    await retitleContacts(session, contactIds, 'Told by webhook');
    await count(scene, 'burst of single-contact webhooks', () => deliverWebhooks(rig, contactIds), {
      ...quiet,
      isEnumerated: false,
      hubspotWrites: 0,
      salesforceWrites: contactIds.length,
    });
  } finally {
    await rig.stop();
  }
}

async function setScene(rig: Rig, contacts: number): Promise<Scene> {
  await rig.hubspot.post('generate', { contacts });
  const listId = await makeTierList(rig, ['key', 'standard', 'small']);
  const session = await rig.openSession();
  await settleList(session, listId);
  const contactIds = await listMembers(session, listId);
  await rig.changeSettings({ inclusionList: { listId, name: 'Everybody' }, ...openSettings });
  // The change feeds are read once from where the tenant was connected; what is counted begins behind that.
  await drainAll(rig.openSession);
  return { rig, session, contactIds };
}

async function count(
  { rig, contactIds }: Scene,
  title: string,
  begin: () => Promise<void>,
  work: Work,
): Promise<void> {
  await begin();
  await Promise.all([rig.hubspot.resetCounters(), rig.salesforce.resetCounters()]);
  await drainAll(rig.openSession);
  const [hubspot, salesforce] = await Promise.all([rig.hubspot.readCalls(), rig.salesforce.readCalls()]);
  printCalls(title, contactIds.length, { hubspot, salesforce }, floorOf(work));
}

import type { Directory } from '#lib/ports/directory.ts';
import type { HubspotJournal, JournalCursor, MembershipEntry } from '#lib/ports/journal.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import type { SweptRecord } from '#lib/ports/sweeps.ts';
import { ProviderFailure } from '#lib/ports.ts';
import { listStream } from './sweep-list.ts';

export type JournalPorts = {
  readonly journal: HubspotJournal;
  readonly cursor: JournalCursor;
  readonly directory: Pick<Directory, 'findJoinedTenant' | 'listInclusionLists'>;
  openStores(tenantId: string): Pick<TenantStores, 'settings' | 'sweeps'>;
  wakeDrain(tenantId: string): Promise<void>;
};

/** Files one turn reads. */
const filesPerTurn = 50;

/**
 * Tells the inboxes who joined and left the inclusion lists. The cursor moves when a file's hints are stored; a file that
 * is read twice tells nothing twice.
 *
 * @throws ProviderFailure `rejected` when HubSpot does not let this app read its journal.
 */
export async function readJournal({ journal, cursor, ...ports }: JournalPorts): Promise<void> {
  let offset = await cursor.read();
  for (let files = 0; files < filesPerTurn; files += 1) {
    const file = await journal.readNext(offset);
    if (file === null) return;
    const portalIds = new Set(file.entries.map(({ portalId }) => portalId));
    for (const portalId of portalIds) {
      await tellPortal(
        ports,
        portalId,
        file.entries.filter((entry) => entry.portalId === portalId),
      );
    }
    if (!(await cursor.move(offset, file.offset))) return;
    offset = file.offset;
  }
}

async function tellPortal(
  { directory, openStores, wakeDrain }: Omit<JournalPorts, 'journal' | 'cursor'>,
  portalId: string,
  entries: readonly MembershipEntry[],
): Promise<void> {
  const tenantId = await directory.findJoinedTenant(portalId);
  if (tenantId === null) return;
  const stores = openStores(tenantId);
  const { inclusionList, syncOnJoin } = (await stores.settings.readCurrent()).settings;
  const chosenAt = await stores.settings.readListChosenAt();
  if (inclusionList === null || chosenAt === null) return;
  const isTold = ({ listId, hasJoined, occurredAt }: MembershipEntry) =>
    listId === inclusionList.listId && (hasJoined ? syncOnJoin && occurredAt > chosenAt : true);
  // Under the stamp the list's own sweep will use, so that it does not tell the same join again.
  const stream = listStream(inclusionList.listId);
  const told = entries.filter(isTold);
  const joined = told.filter(({ hasJoined }) => hasJoined).map(nameContact);
  const left = told.filter(({ hasJoined }) => !hasJoined).map(nameContact);
  const found =
    (await stores.sweeps.storeSwept(stream, joined)) +
    (await stores.sweeps.storeSwept(`${stream}:left`, left));
  if (found > 0) await wakeDrain(tenantId);
}

function nameContact({ contactId, hasJoined, occurredAt }: MembershipEntry): SweptRecord {
  const trigger = hasJoined ? 'list_joined' : 'list_left';
  return {
    stamp: occurredAt,
    hint: { side: 'hubspot', recordKind: 'contact', recordId: contactId, trigger, occurredAt },
  };
}

/** Subscribes to the inclusion list of every tenant and to nothing else. A portal that refuses holds up no other. */
export async function alignJournal({ journal, directory }: JournalPorts): Promise<void> {
  const wanted = await directory.listInclusionLists();
  const keyOf = (portalId: string, listId: string | undefined) => `${portalId} ${listId}`;
  const missing = new Map(wanted.map((each) => [keyOf(each.portalId, each.listId), each]));
  for (const { subscriptionId, portalId, listIds } of await journal.listSubscriptions()) {
    const isWanted = listIds.length === 1 && missing.delete(keyOf(portalId, listIds[0]));
    if (!isWanted) await journal.unsubscribe(subscriptionId);
  }
  for (const { portalId, listId } of missing.values()) {
    try {
      await journal.subscribe(portalId, listId);
    } catch (error) {
      if (!(error instanceof ProviderFailure) || error.kind !== 'rejected') throw error;
    }
  }
}

const readEveryMs = 5_000;
const alignEveryMs = 60_000;
/** HubSpot refuses: the app has no such scopes, and will not get them from one minute to the next. */
const refusedWaitMs = 3_600_000;

export type JournalTurn = { readonly waitMs: number; readonly failure: unknown };

/** Reads the journal turn by turn, subscribing once a minute to what tenants have chosen. A turn never rejects. */
export function followJournal(ports: JournalPorts, now: () => number): () => Promise<JournalTurn> {
  let alignedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    try {
      if (now() - alignedAt >= alignEveryMs) {
        await alignJournal(ports);
        alignedAt = now();
      }
      await readJournal(ports);
      return { waitMs: readEveryMs, failure: null };
    } catch (failure) {
      const isRefused = failure instanceof ProviderFailure && failure.kind === 'rejected';
      return { waitMs: isRefused ? refusedWaitMs : alignEveryMs, failure };
    }
  };
}

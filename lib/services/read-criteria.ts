import { joinCriteria, type ListCriteria, type ListFilters, noCriteria } from '#lib/domain/criteria-fence.ts';
import { type HubspotPort, ProviderFailure } from '#lib/ports.ts';

/** Lists within lists are followed this far; what lies deeper makes the criteria incomplete. */
const deepest = 5;

const unknownCriteria: ListCriteria = { properties: new Set(), isComplete: false };

/** Everything a list's membership depends on: its own criteria and those of the lists it names. */
export async function readCriteria(hubspot: HubspotPort, filters: ListFilters | null): Promise<ListCriteria> {
  if (filters === null) return noCriteria;
  const found: ListCriteria[] = [filters];
  const seen = new Set<string>();
  let next = filters.listIds;
  for (let depth = 0; next.size > 0; depth += 1) {
    if (depth === deepest) return joinCriteria([...found, unknownCriteria]);
    const inner = new Set<string>();
    for (const listId of next) {
      if (seen.has(listId)) continue;
      seen.add(listId);
      const named = await readFilters(hubspot, listId);
      found.push(named ?? unknownCriteria);
      for (const innerId of named?.listIds ?? []) inner.add(innerId);
    }
    next = inner;
  }
  return joinCriteria(found);
}

/** `null` for a list that cannot be seen. A static list has no criteria: people are put into it by hand. */
async function readFilters(hubspot: HubspotPort, listId: string): Promise<ListFilters | null> {
  try {
    const list = await hubspot.readList(listId);
    if (list === null) return null;
    if (list.processingType !== 'DYNAMIC') return { ...noCriteria, listIds: new Set() };
    return list.filters;
  } catch (error) {
    if (error instanceof ProviderFailure && error.kind === 'rejected') return null;
    throw error;
  }
}

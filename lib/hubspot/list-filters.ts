import type { ListFilters } from '#lib/domain/criteria-fence.ts';
import { type FilterBranch, filterBranchSchema } from './schemas.ts';

/** Branches whose filters are about the contact itself; the others are about its events and associated records. */
const ownBranches: ReadonlySet<string> = new Set(['OR', 'AND', 'NOT_ALL', 'NOT_ANY', 'RESTRICTED']);

/** What the criteria of an active list look at. Anything unknown makes the answer incomplete, never empty. */
export function readListFilters(filterBranch: unknown): ListFilters {
  const found = { properties: new Set<string>(), listIds: new Set<string>(), isComplete: true };
  const parsed = filterBranchSchema.safeParse(filterBranch);
  if (parsed.success) walk(parsed.data, found);
  else found.isComplete = false;
  return found;
}

type Found = { properties: Set<string>; listIds: Set<string>; isComplete: boolean };

function walk(branch: FilterBranch, found: Found): void {
  if (!ownBranches.has(String(branch.filterBranchType))) found.isComplete = false;
  for (const filter of branch.filters ?? []) readFilter(filter, found);
  for (const inner of branch.filterBranches ?? []) walk(inner, found);
}

function readFilter(filter: Readonly<Record<string, unknown>>, found: Found): void {
  const { filterType, property, listId } = filter;
  if (filterType === 'PROPERTY' && typeof property === 'string') found.properties.add(property);
  else if (filterType === 'IN_LIST' && (typeof listId === 'string' || typeof listId === 'number')) {
    found.listIds.add(String(listId));
  } else found.isComplete = false;
}

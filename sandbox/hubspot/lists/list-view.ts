import type { ContactList } from './list-store.ts';

const SHOWN_BY_DEFAULT = [
  'hs_list_size',
  'hs_last_record_added_at',
  'hs_last_record_removed_at',
  'hs_folder_name',
  'hs_list_reference_count',
];

const iso = (ms: number): string => new Date(ms).toISOString();

/** What every answer about a list carries. */
function showCommon(list: ContactList) {
  return {
    listId: list.listId,
    listVersion: list.listVersion,
    name: list.name,
    objectTypeId: '0-1',
    processingType: list.processingType,
    processingStatus: list.processingStatus,
    createdAt: iso(list.createdAt),
    createdById: list.createdById,
    updatedAt: iso(list.updatedAt),
    updatedById: list.updatedById,
    filtersUpdatedAt: iso(list.filtersUpdatedAt),
    ...(list.deletedAt === undefined ? {} : { deletedAt: iso(list.deletedAt) }),
  };
}

/** A list as `GET` shows it: with size, and with its criteria when asked. */
export function showList(list: ContactList, includeFilters: boolean) {
  return {
    ...showCommon(list),
    size: list.members.size(),
    ...(includeFilters && list.filterBranch ? { filterBranch: list.filterBranch } : {}),
    listPermissions: { usersWithEditAccess: [], teamsWithEditAccess: [] },
    membershipSettings: { includeUnassigned: false },
  };
}

/** A list as search shows it: counts as text in `additionalProperties`, no size and no criteria. */
export function showSearchResult(
  list: ContactList,
  additional: readonly string[],
  folderName: string | undefined,
) {
  const shown: Record<string, string> = {};
  for (const name of new Set([...SHOWN_BY_DEFAULT, ...additional])) {
    const value = name === 'hs_folder_name' ? folderName : additionalProperty(list, name);
    if (value !== undefined) shown[name] = value;
  }
  return { ...showCommon(list), additionalProperties: shown };
}

function additionalProperty(list: ContactList, name: string): string | undefined {
  switch (name) {
    case 'hs_list_size':
      return String(list.members.size());
    case 'hs_last_record_added_at':
      return asMilliseconds(list.members.lastJoinAt());
    case 'hs_last_record_removed_at':
      return asMilliseconds(list.members.lastLeaveAt());
    case 'hs_list_reference_count':
      return '0';
    case 'hs_createdate':
      return String(list.createdAt);
    case 'hs_lastmodifieddate':
      return String(list.updatedAt);
    default:
      return undefined;
  }
}

function asMilliseconds(at: number | undefined): string | undefined {
  return at === undefined ? undefined : String(at);
}

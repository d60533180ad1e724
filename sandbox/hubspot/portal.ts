import type { Clock } from '#sandbox/kernel/clock.ts';
import { ContactStore } from './contacts/contact-store.ts';
import { SearchIndex } from './contacts/search-index.ts';
import { ListEvaluation } from './lists/evaluation.ts';
import { FolderStore } from './lists/folder-store.ts';
import { ListStore } from './lists/list-store.ts';
import { createPropertyCatalog, type PropertyCatalog } from './properties/catalog.ts';
import type { Settings } from './settings.ts';

/** What `account-info` and the pages say about an account. */
export interface PortalProfile {
  portalId: number;
  name: string;
  accountType: string;
  timeZone: string;
  utcOffset: string;
  utcOffsetMilliseconds: number;
  uiDomain: string;
  dataHostingLocation: string;
  companyCurrency: string;
  additionalCurrencies: string[];
  hubDomain: string;
  users: PortalUser[];
  owners: PortalOwner[];
}

export interface PortalUser {
  userId: number;
  email: string;
  firstName: string;
  lastName: string;
}

/** `ownerId` and `userId` are different numbers for one person; record properties take the owner id. */
export interface PortalOwner extends PortalUser {
  ownerId: string;
}

/** One HubSpot account. Nothing in it can be reached with another portal's token. */
export interface Portal {
  portalId: number;
  profile: PortalProfile;
  clock: Clock;
  settings: Settings;
  properties: PropertyCatalog;
  contacts: ContactStore;
  searchIndex: SearchIndex;
  lists: ListStore;
  folders: FolderStore;
  evaluation: ListEvaluation;
  isOwner(ownerId: string): boolean;
  /** Scopes the account's subscription does not give, whatever the app was granted. */
  deniedScopes: Set<string>;
  /** A deactivated account refuses tokens (`BAD_HUB`). */
  isActive: boolean;
}

export function createPortal(profile: PortalProfile, clock: Clock, settings: Settings): Portal {
  const contacts = new ContactStore();
  const lists = new ListStore();
  const properties = createPropertyCatalog();
  for (const { name, hasUniqueValue } of properties.all())
    if (hasUniqueValue) contacts.identities.watch(name);
  return {
    portalId: profile.portalId,
    profile,
    clock,
    settings,
    properties,
    contacts,
    searchIndex: new SearchIndex(clock, contacts, settings),
    lists,
    folders: new FolderStore(),
    evaluation: new ListEvaluation(clock, contacts, lists, settings),
    isOwner: (ownerId) => profile.owners.some((owner) => owner.ownerId === ownerId),
    deniedScopes: new Set(),
    isActive: true,
  };
}

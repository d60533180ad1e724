import type { App } from './apps.ts';
import type { ContactStoreState } from './contacts/contact-store.ts';
import type { FolderStoreState } from './lists/folder-store.ts';
import { compileCriteria } from './lists/list-actions.ts';
import type { ListStoreState } from './lists/list-store.ts';
import type { AccessToken, RefreshToken } from './oauth/grants.ts';
import type { Portal } from './portal.ts';
import type { CatalogState } from './properties/catalog.ts';
import { resetWorld, type World } from './world.ts';

/** Everything that must survive a restart, as plain data. */
export interface WorldState {
  portals: PortalState[];
  accessTokens: AccessToken[];
  refreshTokens: RefreshToken[];
}

interface PortalState {
  portalId: number;
  contacts: ContactStoreState;
  properties: CatalogState;
  lists: ListStoreState;
  /** Missing in states of earlier versions. */
  folders?: FolderStoreState;
  deniedScopes: string[];
  isActive: boolean;
}

export function exportWorld(world: World): WorldState {
  return {
    portals: [...world.portals.values()].map((portal) => ({
      portalId: portal.portalId,
      contacts: portal.contacts.exportState(),
      properties: portal.properties.exportState(),
      lists: portal.lists.exportState(),
      folders: portal.folders.exportState(),
      deniedScopes: [...portal.deniedScopes],
      isActive: portal.isActive,
    })),
    accessTokens: [...world.grants.accessTokens.values()],
    refreshTokens: [...world.grants.refreshTokens.values()],
  };
}

/** Replaces the world. Lists are evaluated anew, so nothing that was under way is lost. */
export function importWorld(world: World, state: WorldState): void {
  resetWorld(world);
  for (const portalState of state.portals) {
    const portal = world.portals.get(portalState.portalId);
    if (portal) importPortal(portal, portalState);
  }
  for (const token of state.accessTokens) {
    const app = registeredApp(world, token.app);
    const installation = token.installation && { ...token.installation, app };
    world.grants.accessTokens.set(token.token, { ...token, app, ...(installation && { installation }) });
  }
  for (const token of state.refreshTokens) {
    const installation = { ...token.installation, app: registeredApp(world, token.installation.app) };
    world.grants.refreshTokens.set(token.token, { ...token, installation });
  }
}

/** The app as it is registered now: its secret and redirect addresses may differ from the saved ones. */
function registeredApp(world: World, saved: App): App {
  return world.apps.find(({ appId }) => appId === saved.appId) ?? saved;
}

function importPortal(portal: Portal, state: PortalState): void {
  portal.properties.importState(state.properties);
  portal.contacts.importState(state.contacts);
  portal.lists.importState(state.lists);
  portal.folders.importState(state.folders ?? { nextId: 1, folders: [] });
  portal.deniedScopes = new Set(state.deniedScopes);
  portal.isActive = state.isActive;
  for (const list of portal.lists.all()) {
    if (list.filterBranch) list.compiled = compileCriteria(portal, list.filterBranch).compiled;
  }
  for (const list of portal.lists.all()) {
    if (list.processingType === 'DYNAMIC') portal.evaluation.settle(list);
  }
}

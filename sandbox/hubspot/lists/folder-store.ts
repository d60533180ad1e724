/** A folder of the Lists tool. Times are milliseconds since 1970. */
export interface ListFolder {
  folderId: number;
  parentFolderId: number;
  name: string;
  createdAt: number;
  updatedAt: number;
  userId: number;
}

/** The folder everything is in; it has no name, is always there, and is its own parent. */
export const ROOT_FOLDER = 0;

export interface FolderStoreState {
  nextId: number;
  folders: ListFolder[];
}

/** The folders of one portal, by id. */
export class FolderStore {
  readonly #folders = new Map<number, ListFolder>();
  #nextId = 1;

  add(folder: Omit<ListFolder, 'folderId'>): ListFolder {
    const added = { ...folder, folderId: this.#nextId++ };
    this.#folders.set(added.folderId, added);
    return added;
  }

  find(folderId: number): ListFolder | undefined {
    return this.#folders.get(folderId);
  }

  childrenOf(folderId: number): ListFolder[] {
    return [...this.#folders.values()].filter(({ parentFolderId }) => parentFolderId === folderId);
  }

  /** Whether `folderId` is `ancestorId` or somewhere in it. */
  isWithin(folderId: number, ancestorId: number): boolean {
    for (let current = folderId; ; current = this.#folders.get(current)?.parentFolderId ?? ROOT_FOLDER) {
      if (current === ancestorId) return true;
      if (current === ROOT_FOLDER) return false;
    }
  }

  remove(folderId: number): void {
    this.#folders.delete(folderId);
  }

  exportState(): FolderStoreState {
    return { nextId: this.#nextId, folders: [...this.#folders.values()] };
  }

  importState(state: FolderStoreState): void {
    this.#nextId = state.nextId;
    for (const folder of state.folders) this.#folders.set(folder.folderId, { ...folder });
  }
}

/** One way to break the product: the first `find` in `file` becomes `put`. */
export type PlantedBug = {
  /** What goes wrong, in a few words. */
  readonly what: string;
  readonly file: string;
  readonly find: string;
  readonly put: string;
};

export const plantedBugs: Readonly<Record<string, PlantedBug>> = {};

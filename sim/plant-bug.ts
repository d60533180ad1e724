import { registerHooks } from 'node:module';
import { plantedBugs } from './planted-bugs.ts';

/** Replaces a piece of the product's source while it is loaded. Nothing on disk changes. */
export function plantBug(name: string): void {
  const bug = plantedBugs[name];
  if (bug === undefined)
    throw new Error(`No bug "${name}". There are: ${Object.keys(plantedBugs).join(', ')}.`);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(`/${bug.file}`)) return loaded;
      const source = String(loaded.source);
      if (!source.includes(bug.find)) throw new Error(`${bug.file} no longer says: ${bug.find}`);
      return { ...loaded, source: source.replace(bug.find, () => bug.put) };
    },
  });
}

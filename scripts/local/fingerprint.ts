import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './root.ts';

function listFiles(path: string, isWanted: (path: string) => boolean): string[] {
  if (!isWanted(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => listFiles(join(path, name), isWanted));
}

/** One hash over the names and contents of all wanted files below the paths. Paths that do not exist count as empty. */
export function fingerprintFiles(paths: string[], isWanted: (path: string) => boolean = () => true): string {
  const hash = createHash('sha256');
  for (const file of paths.filter((path) => existsSync(path)).flatMap((path) => listFiles(path, isWanted))) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Whether the stamp file holds this fingerprint: what it stands beside was made from the same files. */
export function isUpToDate(stampFile: string, fingerprint: string): boolean {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint;
}

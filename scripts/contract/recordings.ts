import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '#scripts/local/root.ts';

/** Where every stack of the browser tests keeps what was said to the local platforms, one file each. */
export const recordingsDirectory = join(root, '.data/verify/recordings');

/** Empties the directory: what an earlier run recorded says nothing about this one. */
export function clearRecordings(): void {
  rmSync(recordingsDirectory, { recursive: true, force: true });
  mkdirSync(recordingsDirectory, { recursive: true });
}

/** @throws Error when no browser test has run */
export function listRecordings(): string[] {
  const files = readdirSync(recordingsDirectory).filter((name) => name.endsWith('.jsonl'));
  if (files.length === 0) throw new Error('Nothing is recorded: run the browser tests first.');
  return files.map((name) => join(recordingsDirectory, name));
}

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';

/** Both worlds as plain data. */
export interface SandboxState {
  version: number;
  /** The sandbox's time when it was saved, in milliseconds since 1970. */
  savedAt: number;
  hubspot: unknown;
  salesforce: unknown;
}

/** Raised with every change of shape: an older file cannot be continued. */
const STATE_VERSION = 2;

/** The saved worlds, or undefined when there is no file yet. Throws one clear sentence for a file it cannot use. */
export function readState(path: string): SandboxState | undefined {
  if (!existsSync(path)) return undefined;
  const state = parseState(path);
  if (state.version !== STATE_VERSION) {
    throw new Error(`${path} was saved by another version of the sandbox; delete it to start afresh.`);
  }
  return state;
}

function parseState(path: string): SandboxState {
  try {
    return deserialize(readFileSync(path)) as SandboxState;
  } catch (error) {
    throw new Error(`${path} is not a saved sandbox; delete it to start afresh.`, { cause: error });
  }
}

/** Replaces the file in one step, so that a kill in the middle leaves the old one. */
export function writeState(path: string, state: Omit<SandboxState, 'version'>): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.tmp`;
  writeFileSync(temporary, serialize({ version: STATE_VERSION, ...state }));
  renameSync(temporary, path);
}

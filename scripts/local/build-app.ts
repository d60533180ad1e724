import { rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fingerprintFiles, isUpToDate } from './fingerprint.ts';
import { showProgress } from './progress.ts';
import { root } from './root.ts';
import { runToEnd } from './run-to-end.ts';

/** What the production build never reads. Everything else counts, so that a stale build is never served. */
const notBuilt = new Set([
  'node_modules',
  'bench',
  'docs',
  'e2e',
  'hubspot',
  'sandbox',
  'screenshots',
  'scripts',
  'test-results',
  'worker',
]);

function isBuildInput(path: string): boolean {
  const name = relative(root, path);
  if (name === '') return true;
  const [room = ''] = name.split(sep);
  if (notBuilt.has(room) || (room.startsWith('.') && !room.startsWith('.env'))) return false;
  return !/(\.md|\.log|\.tsbuildinfo|\.test\.tsx?|next-env\.d\.ts)$/.test(name);
}

/** Builds the app for production unless the existing build was made from the same files. */
export async function buildApp(logDirectory: string): Promise<void> {
  const fingerprint = fingerprintFiles([root], isBuildInput);
  const stampFile = join(root, '.next/.fingerprint');
  if (isUpToDate(stampFile, fingerprint)) return;
  // A build that is interrupted must not pass for the one before it.
  rmSync(stampFile, { force: true });
  await showProgress('Building the app (only when its source has changed)', () =>
    runToEnd({
      title: 'next build',
      command: join(root, 'node_modules/.bin/next'),
      args: ['build'],
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      logFile: join(logDirectory, 'next-build.log'),
    }),
  );
  writeFileSync(stampFile, fingerprint);
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintFiles, isUpToDate } from './fingerprint.ts';
import { showProgress } from './progress.ts';
import { root } from './root.ts';
import { runToEnd } from './run-to-end.ts';

/** Generates the database client when the schema, or the generator, is newer than what is there. */
export async function prepareCode(logDirectory: string): Promise<void> {
  const sources = ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'];
  const fingerprint = fingerprintFiles(sources.map((path) => join(root, path)));
  const stampFile = join(root, 'lib/db/generated/.fingerprint');
  if (isUpToDate(stampFile, fingerprint)) return;
  await showProgress('Generating the database client', () =>
    runToEnd({
      title: 'prisma generate',
      command: join(root, 'node_modules/.bin/prisma'),
      args: ['generate'],
      env: {
        ...process.env,
        // Prisma looks for an engine binary that generating never runs, and would try to download it. Migrations use
        // the WebAssembly engine instead (lib/db/migrate.ts), so any existing file will do.
        PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
        CHECKPOINT_DISABLE: '1',
      },
      logFile: join(logDirectory, 'prisma-generate.log'),
    }),
  );
  writeFileSync(stampFile, fingerprint);
}

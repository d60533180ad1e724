import { copyTemplate } from '#scripts/local/copy-template.ts';
import { findFreePort } from '#scripts/local/ports.ts';
import { createSecrets } from '#scripts/local/secrets.ts';
import { type Stack, startStack } from '#scripts/local/stack.ts';

/**
 * The whole product with a database of its own and the sandbox in the given scenario, on free ports.
 *
 * @param logDirectory receives sandbox.log, app.log and worker.log
 */
export async function startSluice(options: {
  scenario: string;
  logDirectory: string;
  sandboxRecordFile: string;
  sweepIntervalSeconds: number;
}): Promise<Stack> {
  const server = process.env.SLUICE_E2E_DATABASE_SERVER;
  if (server === undefined)
    throw new Error('SLUICE_E2E_DATABASE_SERVER is not set: e2e/setup/global-setup.ts has not run.');
  const databaseUrl = await copyTemplate(server);
  const ports = {
    app: await findFreePort(),
    hubspot: await findFreePort(),
    salesforce: await findFreePort(),
  };
  return await startStack({ ...options, databaseUrl, ports, secrets: createSecrets() });
}

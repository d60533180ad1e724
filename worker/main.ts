import { createContainer } from '#lib/container.ts';
import { EnvironmentError } from '#lib/platform/env.ts';
import { log } from '#lib/platform/log.ts';
import { FenceLostError } from '#lib/ports/stores.ts';
import { type DrainJob, type DrainQueue, workDrainQueue } from '#lib/queue.ts';
import { drainTenant } from '#lib/services/drain-tenant.ts';

/** Tenants one process works for at the same time. */
const concurrency = 8;

/** How soon a tenant is looked at again while another process still holds its lock. */
const lockRetryMs = 3_000;

async function main(): Promise<void> {
  const container = createContainer(process.env);
  const stopping = new AbortController();
  let queue: DrainQueue | null = null;

  async function drain({ tenantId, signal }: DrainJob): Promise<void> {
    const lock = await container.takeTenantLock(tenantId);
    if (lock === null) {
      await queue?.wakeLater(tenantId, new Date(Date.now() + lockRetryMs));
      return;
    }
    try {
      const session = await container.openSession(tenantId);
      const result = await drainTenant(session, AbortSignal.any([signal, stopping.signal]));
      log.debug({ tenantId, result: result.kind }, 'drained');
      if (result.kind === 'more') await queue?.wake(tenantId);
      if (result.kind === 'wait') await queue?.wakeLater(tenantId, result.until);
    } catch (error) {
      if (error instanceof FenceLostError) return;
      log.error({ err: error, tenantId }, 'a drain failed and will be repeated');
      throw error;
    } finally {
      await lock.release();
    }
  }

  queue = await workDrainQueue({
    databaseUrl: container.environment.DATABASE_URL,
    concurrency,
    drain,
    listTenantsWithWork: () => container.directory.listTenantsWithWork(),
    onError: (error) => log.error({ err: error }, 'queue'),
  });
  log.info('worker ready');

  const stop = async () => {
    stopping.abort();
    await queue?.stop();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

try {
  await main();
} catch (error) {
  const message = error instanceof EnvironmentError ? error.message : undefined;
  log.fatal(message === undefined ? { err: error } : {}, message ?? 'the worker could not start');
  process.exit(1);
}

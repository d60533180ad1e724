import { createContainer, type DrainJob, type DrainQueue } from '#lib/container.ts';
import { drainTenant } from '#lib/services/drain-tenant.ts';
import { followJournal } from '#lib/services/read-journal.ts';

/** Tenants one process works for at the same time. */
const concurrency = 8;

/** How soon a tenant is looked at again while another process still holds its lock. */
const lockRetryMs = 3_000;

const container = createContainer(process.env);
const { log } = container;
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
    const result = await drainTenant(session, AbortSignal.any([signal, stopping.signal]), (failure) => {
      log.warn({ err: failure, tenantId }, 'a change feed could not be read and will be read again');
    });
    log.debug({ tenantId, result: result.kind }, 'drained');
    if (result.kind === 'more') await queue?.wake(tenantId);
    if (result.kind === 'wait') await queue?.wakeLater(tenantId, result.until);
  } catch (error) {
    log.error({ err: error, tenantId }, 'a drain failed and will be repeated');
    throw error;
  } finally {
    await lock.release();
  }
}

async function stop(): Promise<void> {
  stopping.abort();
  await queue?.stop();
  process.exit(0);
}

const readOn = followJournal(container.journalPorts, () => Date.now());

/** After how many milliseconds the journal is read again. */
async function readJournal(): Promise<number> {
  const { waitMs, failure } = await readOn();
  if (failure !== null)
    log.warn({ err: failure }, 'no journal: who joins a list is found by its sweep alone');
  return waitMs;
}

queue = await container.workDrains(concurrency, drain, readJournal);
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
log.info('worker ready');

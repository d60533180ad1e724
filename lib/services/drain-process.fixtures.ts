import { createContainer } from '#lib/container.ts';
import { drainTenant } from './drain-tenant.ts';

/** A process of its own that drains one tenant until there is nothing to do now; made to be killed. */
const container = createContainer(process.env);
const tenantId = process.argv[2] ?? '';
const signal = new AbortController().signal;
for (let isDone = false; !isDone; ) {
  const result = await drainTenant(await container.openSession(tenantId), signal);
  isDone = result.kind !== 'more';
}
process.exit(0);
